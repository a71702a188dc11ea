"""The HTTP status of each error of visits, beside those that every capability may raise."""

from campaigns.visits.domain import FrameFailed, HelloMissing, NotStored, TooLarge, VisitClosed
from positioning.errors import MalformedFrame

STATUSES: dict[type[Exception], int] = {
    HelloMissing: 408,
    VisitClosed: 410,
    TooLarge: 413,
    MalformedFrame: 422,
    FrameFailed: 500,
    NotStored: 503,
}
