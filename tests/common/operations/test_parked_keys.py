"""An operator finds what is parked, looks into it, retries it, gives it up; and never reads what it says."""

from __future__ import annotations

import json

from tests.common.operations.conftest import AWAY, HOME, WHY, Platform, formed, renamed


async def two_parked_keys(platform: Platform) -> None:
    with platform.failing(HOME):
        await platform.tell(formed(HOME), renamed("Finsam Hemma och Borta"))
    with platform.failing(AWAY):
        await platform.tell(formed(AWAY, "Finsam Borta"))


async def test_parked_keys_are_listed_with_the_first_event_and_why(platform: Platform) -> None:
    with platform.failing(HOME):
        await platform.tell(formed(HOME), formed(AWAY, "Finsam Borta"), renamed("Finsam Hemma och Borta"))
    key = await platform.parked()
    assert (key["projectionSet"], key["topic"], key["key"]) == ("federations", "registry.public", str(HOME))
    assert (key["count"], key["first"]["reason"], key["first"]["error"]) == (2, "handler-failed", "KeyError")
    assert key["first"]["type"] == "registry.federation-formed.v1"
    assert await platform.names() == {str(AWAY): "Finsam Borta"}
    events = (await platform.see(f"/parked-keys/{key['id']}/events"))["items"]
    assert [each["reason"] for each in events] == ["handler-failed", "behind"]
    assert await platform.see(f"/parked-keys/{key['id']}") == key


async def test_pages_of_parked_keys_follow_one_another(platform: Platform) -> None:
    await two_parked_keys(platform)
    first = await platform.see("/parked-keys?limit=1&projectionSet=federations")
    second = (await platform.operator.get(first["links"]["next"]["href"])).json()
    assert {page["items"][0]["key"] for page in (first, second)} == {str(HOME), str(AWAY)}
    assert second["links"]["next"] is None
    assert (await platform.see("/parked-keys?projectionSet=none"))["items"] == []


async def test_a_parked_event_shows_its_envelope_and_nothing_of_what_it_says(platform: Platform) -> None:
    with platform.failing(HOME):
        await platform.tell(formed(HOME, "Finsam Hemligt"))
    key = await platform.parked()
    event = await platform.see(f"/parked-keys/{key['id']}/events/{key['first']['id']}")
    attributes = event["headers"]["attributes"]
    assert attributes["type"] == "registry.federation-formed.v1"
    assert attributes["subject"] == str(HOME)
    assert int(attributes["position"]) == 1
    assert event["headers"]["others"] == 1, "the content type"
    assert event["bytes"] > 100
    for seen in (key, event, await platform.see("/parked-keys"), await platform.see("/audit")):
        assert "Hemligt" not in json.dumps(seen)


async def test_a_retry_drains_the_key_once_its_cause_is_gone(platform: Platform) -> None:
    with platform.failing(HOME):
        await platform.tell(formed(HOME), renamed("Finsam Nytt"))
        retries = f"/parked-keys/{(await platform.parked())['id']}/retries"
        tried = await platform.act(retries)
        assert (tried["about"]["applied"], tried["about"]["left"]) == (0, 2)
        assert (tried["about"]["parkedFor"], tried["about"]["error"]) == ("handler-failed", "KeyError")
    done = await platform.act(retries)
    assert (done["act"], done["doneBy"]) == ("key-retried", "operator@development")
    assert (done["about"]["applied"], done["about"]["left"]) == (2, 0)
    assert await platform.names() == {str(HOME): "Finsam Nytt"}
    assert (await platform.see("/parked-keys"))["items"] == []
    assert (await platform.try_to(retries)).status_code == 404


async def test_a_skip_gives_up_the_first_event_and_says_who_and_why(platform: Platform) -> None:
    with platform.failing(HOME):
        await platform.tell(formed(HOME), renamed("Finsam Nytt"))
    key = await platform.parked()
    done = await platform.act(f"/parked-keys/{key['id']}/skips", WHY | {"offset": key["first"]["offset"]})
    assert (done["act"], done["reason"], done["organisation"]) == ("event-skipped", WHY["reason"], "operator")
    assert done["about"]["eventId"] == key["first"]["eventId"]
    assert (await platform.parked())["first"]["reason"] == "behind"
    href = done["links"]["self"]["href"]
    assert (await platform.operator.get(href)).json() == done


async def test_a_skip_names_the_event_that_was_looked_at(platform: Platform) -> None:
    """Somebody else was quicker: the event behind it is not given up by mistake."""
    with platform.failing(HOME):
        await platform.tell(formed(HOME), renamed("Finsam Nytt"))
    key = await platform.parked()
    skips = f"/parked-keys/{key['id']}/skips"
    looked_at = WHY | {"offset": key["first"]["offset"]}
    await platform.act(skips, looked_at)
    late = await platform.try_to(skips, looked_at)
    assert (late.status_code, late.json()["code"]) == (409, "parked-event-not-first")
    assert (await platform.parked())["count"] == 1


async def test_a_skip_repeated_with_its_key_gives_up_one_event(platform: Platform) -> None:
    with platform.failing(HOME):
        await platform.tell(formed(HOME), renamed("Finsam Nytt"))
    skips = f"/parked-keys/{(await platform.parked())['id']}/skips"
    first, again = [await platform.try_to(skips, WHY, key="once") for _ in range(2)]
    assert first.json() == again.json()
    assert (await platform.parked())["count"] == 1


async def test_a_skip_needs_a_reason(platform: Platform) -> None:
    with platform.failing(HOME):
        await platform.tell(formed(HOME))
    answer = await platform.try_to(f"/parked-keys/{(await platform.parked())['id']}/skips", {"reason": " "})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/reason"


async def test_what_was_skipped_stays_skipped_in_a_rebuild(platform: Platform) -> None:
    with platform.failing(HOME):
        await platform.tell(formed(HOME), formed(AWAY, "Finsam Borta"))
    await platform.act(f"/parked-keys/{(await platform.parked())['id']}/skips", WHY)
    hearing = platform.world.runtime("followup").consumer.hearings["federations"]
    begun = await platform.act("/projection-sets/federations/rebuilds", WHY)
    await platform.world.runtime("followup").rebuilds.ended()
    ended = (await platform.operator.get(begun["links"]["self"]["href"])).json()
    assert (ended["status"], ended["equal"]) == ("swapped", True)
    assert await platform.names() == {str(AWAY): "Finsam Borta"}
    assert hearing.set.name == "federations"


async def test_what_is_no_parked_key_is_not_found(platform: Platform) -> None:
    for id_ in ("nonsense", "WyJhIl0", "W10", "%C3%A5"):
        for path in ("", "/events", "/events/0-1", "/events/first"):
            answer = await platform.operator.get(f"/followup/v1/operations/parked-keys/{id_}{path}")
            assert answer.status_code in (200, 404) if path == "/events" else answer.status_code == 404, (id_, path)
