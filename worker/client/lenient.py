"""Readers of the worker's models that let the worker be newer, or older, than they are.

Results and changes grow by new fields, and by new words where a field is one of a set. Fields that
are not known are ignored by the models as they are. Here a word that is not known stays the text
that it is, an object of none of the known shapes stays a `dict`, and what may be null may be missing.
"""

from enum import Enum
from functools import lru_cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

Model = TypeVar("Model", bound=BaseModel)

IN_ORDER = Field(union_mode="left_to_right")
"""The known form first: by itself pydantic would rather leave text as text."""


def lenient(model: type[Model]) -> type[Model]:
    """Return a subclass of a model that reads more than it."""
    return cast("type[Model]", _lenient(model))


@lru_cache(maxsize=256)
def _lenient(model: type[BaseModel]) -> type[BaseModel]:
    fields: dict[str, Any] = {name: _field(field) for name, field in model.model_fields.items()}
    return create_model(model.__name__, __base__=model, __doc__=model.__doc__, **fields)


def _field(field: FieldInfo) -> tuple[Any, Any]:
    annotation: Any = field.annotation
    for constraint in field.metadata:
        annotation = Annotated[annotation, constraint]
    return wider(annotation), _default(field)


def _default(field: FieldInfo) -> Any:
    if not field.is_required():
        return field.default
    if NoneType in get_args(field.annotation):
        return None
    return () if get_origin(field.annotation) is tuple else ...


def wider(annotation: Any) -> Any:
    """Return an annotation that also takes what is not known yet."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return Annotated[(wider(arguments[0]), *arguments[1:])]
    if origin in {Union, UnionType}:
        return _wider_union(arguments)
    if origin in {tuple, dict}:
        return origin[tuple(map(wider, arguments))]
    if origin is Literal or _is(annotation, Enum):
        return Annotated[annotation | str, IN_ORDER]
    return _lenient(annotation) if _is(annotation, BaseModel) else annotation


def _wider_union(arguments: tuple[Any, ...]) -> Any:
    """Leave room for one more where there are several shapes; the known ones are tried in their order."""
    known = [each for each in arguments if each is not NoneType]
    union: Any = reduce(or_, map(wider, known))
    if sum(_is(each, BaseModel) for each in known) > 1:
        union = Annotated[union | dict[str, Any], IN_ORDER]
    return union if len(known) == len(arguments) else union | None


def _is(annotation: Any, kind: type) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, kind)
