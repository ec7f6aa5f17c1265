"""One AsyncAPI 3.0 document for all events of the platform, and a JSON Schema for each."""

from __future__ import annotations

import inspect
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from finsam_common.web.examples import example_of
from finsam_common.web.wording import CONTACT, LICENSE, TERMS, on_the_wire
from finsam_contracts import Event, Topic
from finsam_contracts.catalogue import event_types
from finsam_contracts.envelope import schema_uri

VERSION: Final = "1.0.0"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_REF: Final = "#/components/schemas/{model}"

_HEADERS: Final[dict[str, Any]] = {
    "type": "object",
    "description": "CloudEvents 1.0 attributes and extensions, in Kafka's binary content mode",
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {"type": "string", "format": "uuid", "description": "The same at every delivery of the event"},
        "ce_source": {"type": "string", "description": "Which service it comes from"},
        "ce_type": {"type": "string", "description": "The event's name, its version last"},
        "ce_subject": {"type": "string", "description": "What the event is about: its key"},
        "ce_time": {"type": "string", "format": "date-time", "description": "When it was recorded (UTC)"},
        "ce_dataschema": {"type": "string", "format": "uri"},
        "ce_partitionkey": {"type": "string"},
        "ce_epoch": {"type": "string", "description": "Which numbering the position belongs to"},
        "ce_position": {
            "type": "string",
            "pattern": "^[0-9]+$",
            "description": "Ascending and complete in a partition",
        },
        "ce_previous": {"type": "string", "pattern": "^[0-9]+$", "description": "The position before it; 0: none"},
        "ce_traceparent": {"type": "string", "description": "W3C trace context"},
        "content-type": {"type": "string", "const": "application/json"},
    },
    "required": ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"],
}


def published() -> list[type[Event]]:
    """The events of the published language, by name."""
    return [event for _, event in sorted(event_types().items()) if event.__module__.startswith("finsam_contracts.")]


def event_schema(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one event's data, as its producer writes it."""
    schema = on_the_wire(event.model_json_schema(mode="serialization"))
    return {"$schema": _DIALECT, "$id": schema_uri(event.event_name), **schema}


def event_document() -> dict[str, Any]:
    """The AsyncAPI document: a channel per topic, a message per event, and who sends which."""
    events = published()
    channels: dict[str, list[type[Event]]] = {}
    for event in events:
        channels.setdefault(event.topic.name, []).append(event)
    document: dict[str, Any] = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Finsam – händelser · events",
            "version": VERSION,
            "description": _DESCRIPTION,
            "termsOfService": TERMS,
            "contact": CONTACT,
            "license": LICENSE,
        },
        "defaultContentType": "application/json",
        "channels": {_id(name): _channel(found) for name, found in sorted(channels.items())},
        "operations": {f"send-{_id(name)}": _operation(name, found) for name, found in sorted(channels.items())},
        "components": {
            "schemas": _schemas(events),
            "messages": {_id(event.event_name): _message(event) for event in events},
            "messageTraits": {"cloudEvent": {"headers": _HEADERS}},
        },
    }
    told: dict[str, Any] = on_the_wire(document)
    return told


_DESCRIPTION: Final = (
    "Vad tjänsterna berättar för varandra och för den som prenumererar. Händelser med samma nyckel kommer i ordning; "
    "en händelse kan komma mer än en gång och känns då igen på sin position. · What the services tell one another and "
    "whoever subscribes. Events of one key come in order; an event may come more than once, and is then known by its "
    "position. Fields are only ever added; a break is a new version under a new name."
)


def _channel(events: list[type[Event]]) -> dict[str, Any]:
    topic: Topic = events[0].topic
    return {
        "address": topic.name,
        "title": topic.name,
        "description": f"Events of {topic.service}, {topic.visibility}.",
        "messages": {
            _id(event.event_name): {"$ref": f"#/components/messages/{_id(event.event_name)}"} for event in events
        },
        "bindings": {"kafka": {"topic": topic.name, "partitions": topic.partitions, "bindingVersion": "0.5.0"}},
    }


def _operation(topic: str, events: list[type[Event]]) -> dict[str, Any]:
    channel = f"#/channels/{_id(topic)}"
    return {
        "action": "send",
        "title": f"Events of {topic}",
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{_id(event.event_name)}"} for event in events],
    }


def _message(event: type[Event]) -> dict[str, Any]:
    words = inspect.cleandoc(event.__doc__ or "")
    schema = event.model_json_schema(mode="serialization", ref_template=_REF)
    definitions = schema.pop("$defs", {})
    key = event.model_fields[event.key_field].alias
    return {
        "name": event.event_name,
        "title": event.__name__,
        "summary": words.splitlines()[0],
        "description": words,
        "contentType": "application/json",
        "payload": {"schemaFormat": "application/schema+json;version=draft-2020-12", "schema": schema},
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "bindings": {
            "kafka": {"key": {"type": "string", "description": f"The field {key}"}, "bindingVersion": "0.5.0"}
        },
        "examples": [{"name": event.__name__, "payload": example_of(schema, definitions)}],
    }


def _schemas(events: list[type[Event]]) -> dict[str, Any]:
    """What the events are made of, shared by all of them."""
    _, found = models_json_schema([(event, "serialization") for event in events], ref_template=_REF)
    own = {event.__name__ for event in events}
    return {name: schema for name, schema in sorted(found["$defs"].items()) if name not in own}


def _id(name: str) -> str:
    """A name that a reference may carry: dots are for the name itself."""
    return name.replace(".", "-")
