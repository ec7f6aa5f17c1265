"""The counts of 2023 that fit what the report on 2024 says of the year before, as far as that can hold together."""

from finsam_contracts.values import Focus, Orientation
from finsam_demo import plans
from finsam_demo.plans import Cost, People, Plan

PLAN = Plan(
    year=2023,
    interventions={
        Focus.WORK_ORIENTED: 165,
        Focus.PREPARATORY: 97,
        Focus.IDENTIFY_NEEDS: 26,
        Focus.PREVENTIVE: 9,
        Focus.DEVELOP_COLLABORATION: 139,
        Focus.COMPETENCE: 108,
        Focus.NEEDS_ANALYSIS: 27,
    },
    with_follow_up={Focus.DEVELOP_COLLABORATION: 77, Focus.COMPETENCE: 61, Focus.NEEDS_ANALYSIS: 11},
    target_groups={
        plans.NONE_SPECIFIC: 149,
        plans.EVERY_SPECIFIC: 25,
        plans.YOUNG_THREE: 35,
        plans.YOUNG_THREE_AND_SICK: 30,
        plans.YOUNG: 18,
        plans.YOUNG_AND_SICK: 14,
        plans.SICK: 13,
        plans.WOMEN: 8,
        plans.MEN: 5,
    },
    individual_participants={
        Focus.WORK_ORIENTED: People(6_626, 12_600 - 6_626),
        Focus.PREPARATORY: People(3_468, 5_680 - 3_468),
        Focus.IDENTIFY_NEEDS: People(1_021, 1_773 - 1_021),
        Focus.PREVENTIVE: People(285, 500 - 285),
    },
    structural_participants={
        Focus.DEVELOP_COLLABORATION: 40_250,
        Focus.COMPETENCE: 20_830,
        Focus.NEEDS_ANALYSIS: 3_220,
    },
    # Within utveckla samverkan: almost half of all 64 300.
    web_page_visitors=31_400,
    cost={Orientation.INDIVIDUAL: Cost(456_500, 12_450), Orientation.STRUCTURAL: Cost(93_500, 2_550)},
)
