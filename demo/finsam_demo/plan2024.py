"""The counts of 2024. Published ones are printed in the report (facts.csv has each line); the rest is invented."""

from finsam_contracts.values import Focus, Orientation
from finsam_demo import plans
from finsam_demo.plans import Cost, People, Plan

PLAN = Plan(
    year=2024,
    interventions={
        Focus.WORK_ORIENTED: 167,
        Focus.PREPARATORY: 87,
        Focus.IDENTIFY_NEEDS: 26,
        Focus.PREVENTIVE: 10,
        Focus.DEVELOP_COLLABORATION: 144,
        Focus.COMPETENCE: 127,
        Focus.NEEDS_ANALYSIS: 30,
    },
    # The printed parts. They sum to 147; the printed total is 144, and the platform is to find that.
    with_follow_up={Focus.DEVELOP_COLLABORATION: 73, Focus.COMPETENCE: 65, Focus.NEEDS_ANALYSIS: 9},
    # 168 is printed; the other bars of diagram 2 are invented within what section 4.1 says of them.
    target_groups={
        plans.NONE_SPECIFIC: 168,
        plans.YOUNG_THREE: 34,
        plans.YOUNG_THREE_AND_SICK: 30,
        plans.YOUNG: 18,
        plans.YOUNG_AND_SICK: 14,
        plans.SICK: 12,
        plans.WOMEN: 9,
        plans.MEN: 5,
    },
    # Totals by focus are printed. The split by sex is one of those that satisfy every printed share at once.
    individual_participants={
        Focus.WORK_ORIENTED: People(7_313, 13_650 - 7_313),
        Focus.PREPARATORY: People(4_048, 6_581 - 4_048),
        Focus.IDENTIFY_NEEDS: People(1_750, 3_043 - 1_750),
        Focus.PREVENTIVE: People(400, 575 - 400),
    },
    structural_participants={
        Focus.DEVELOP_COLLABORATION: 10_945,
        Focus.COMPETENCE: 16_455,
        Focus.NEEDS_ANALYSIS: 268,
    },
    # Follow-up is chosen for the page and nobody is registered (section 3.3.1).
    web_page_visitors=0,
    # The kronor are invented, the shares 81 and 19 per cent are printed.
    cost={Orientation.INDIVIDUAL: Cost(453_600, 12_960), Orientation.STRUCTURAL: Cost(106_400, 3_040)},
)
