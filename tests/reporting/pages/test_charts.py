"""Where everything stands in the diagrams."""

from finsam_reporting.national.schemas import SeriesYear
from finsam_reporting.pages.charts import Line, Lines, lines


def year(number: int, federations: int | None = None, published: int | None = None) -> SeriesYear:
    return SeriesYear(
        year=number,
        federations=federations,
        municipalities=None,
        published_federations=published,
        published_municipalities=None,
        published_source=None,
    )


def federations(chart: Lines, *, published: bool) -> Line:
    return next(line for line in chart.lines if line.name == "federations" and line.published == published)


def test_years_without_a_value_are_gaps() -> None:
    chart = lines([year(2018, 80), year(2019, 82), year(2020), year(2021, 76), year(2022), year(2023, 72)])
    line = federations(chart, published=False)
    assert [point.year for point in line.points] == [2018, 2019, 2021, 2023]
    assert [len(run.split()) for run in line.runs] == [2]


def test_a_higher_number_stands_higher_and_a_later_year_further_right() -> None:
    first, second = federations(lines([year(2023, 72), year(2024, 69)]), published=False).points
    assert first.y < second.y
    assert first.x < second.x


def test_computed_and_published_are_series_of_their_own() -> None:
    chart = lines([year(2023, 72, 72), year(2024, None, 69)])
    assert [point.value for point in federations(chart, published=True).points] == [72, 69]
    assert [point.value for point in federations(chart, published=False).points] == [72]
