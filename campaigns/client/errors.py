"""Errors of the client: the name states the fact, the instance carries the values."""

from campaigns.errors import CampaignError


class NoAddress(CampaignError):
    """What was given as the service's address is none."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url} is no address of a service: {reason}")
        self.url = url
        self.reason = reason


class ServiceAway(CampaignError):
    """The service could not be reached for longer than the client's patience."""

    def __init__(self, url: str, tried_s: float, reason: str) -> None:
        super().__init__(f"{url} cannot be reached (tried for {tried_s:.1f} s): {reason}")
        self.url = url
        self.tried_s = tried_s


class ServiceRefused(CampaignError):
    """The service answered, but not with what was asked for."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(
            f"refused with {status} {title}: {detail}" if detail else f"refused with {status} {title}"
        )
        self.status = status
        self.title = title
        self.detail = detail


class StreamClosed(CampaignError):
    """The service closed the stream for good: another connection would change nothing."""

    def __init__(self, visit_id: str, close_code: int, reason: str) -> None:
        super().__init__(f"visit {visit_id}: the service closed the stream for good ({close_code}): {reason}")
        self.close_code = close_code
        self.reason = reason


class FramesForgotten(CampaignError):
    """The service asks for frames that it had acknowledged."""

    def __init__(self, visit_id: str, acknowledged: int, next_sequence: int) -> None:
        super().__init__(
            f"visit {visit_id}: {acknowledged} frames acknowledged, now {next_sequence} is asked for again"
        )
        self.acknowledged = acknowledged
        self.next_sequence = next_sequence


class UnexpectedMessage(CampaignError):
    """The service sent what docs/wire.md does not know."""
