"""The OpenAPI document: who may call each route, and that every failure is a problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from campaigns.web.access import OWN_REQUEST_HEADER, SESSION_COOKIE, Caller, admitted_by, callers, roles_of
from campaigns.web.problems import MEDIA_TYPE, FieldError, Problem

PATH = "/v1/openapi.json"
SCHEMES: dict[Caller, tuple[str, dict[str, str]]] = {
    Caller.SHOPPER: (
        "shopperToken",
        {"type": "http", "scheme": "bearer", "description": "The token that registering a shopper gave."},
    ),
    Caller.STAFF: (
        "staffSession",
        {
            "type": "apiKey",
            "in": "cookie",
            "name": SESSION_COOKIE,
            "description": f"Console log-in. Requests that change something need `{OWN_REQUEST_HEADER}: 1`.",
        },
    ),
}


class DescribedApp(FastAPI):
    """A FastAPI application whose document also tells callers and problems."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = _described(super().openapi(), self.routes)
        return self.openapi_schema


def routes(app: FastAPI) -> APIRouter:
    """The route of the document itself: FastAPI's own would pass the gate by."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    @callers(Caller.PUBLIC)
    def document() -> dict[str, Any]:
        """This API."""
        return app.openapi()

    return router


def _described(document: dict[str, Any], routes: Sequence[BaseRoute]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["FieldError"] = FieldError.model_json_schema()
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas["Problem"].pop("$defs", None)
    components["securitySchemes"] = dict(SCHEMES.values())
    admitted = {
        (route.path_format, method.lower()): (admitted_by(route.endpoint), roles_of(route.endpoint))
        for route in iter_route_contexts(routes)
        for method in route.methods or ()
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _describe_operation(operation, *admitted[path, method])
    return document


def _describe_operation(
    operation: dict[str, Any], admitted: frozenset[Caller], roles: frozenset[str]
) -> None:
    operation["security"] = [{SCHEMES[caller][0]: []} for caller in SCHEMES if caller in admitted]
    if Caller.PUBLIC in admitted:
        operation["security"] = [{}, *operation["security"]] if operation["security"] else []
    operation["x-callers"] = sorted(caller.value for caller in admitted)
    if Caller.STAFF in admitted:
        operation["x-roles"] = sorted(roles)
    problem = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    responses = operation["responses"]
    if "422" in responses:
        responses["422"] = {"description": "A value is missing, unknown or impossible", **problem}
    for status, response in responses.items():
        if status.startswith("4") and "application/json" in response.get("content", {}):
            response["content"][MEDIA_TYPE] = response["content"].pop("application/json")
    responses["default"] = {"description": "Any failure", **problem}
