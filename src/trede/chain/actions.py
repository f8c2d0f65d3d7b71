"""Verbs of the chain: requests, files, referrals. Each is one transaction and writes to the journal."""

from trede.chain.actions_cases import (
    assign_case,
    check_baseline,
    claim_scan,
    close_case,
    confirm_rung,
    hold_intake,
    open_case,
    open_outcome,
    postpone_case,
    record_instrument,
    schedule_intake,
)
from trede.chain.actions_referrals import (
    choose_service,
    send_referral,
)
from trede.chain.actions_requests import close_request, take_request
from trede.chain.actions_trajectories import (
    accept_referral,
    complete_referral,
    end_referral,
    hold_referral,
    resume_referral,
    start_referral,
)
from trede.chain.actions_work import claim_case, claim_referral, release_case, release_referral
from trede.chain.handing import Agreement, HandoverPlan
from trede.chain.receiving import receive_request
from trede.chain.steps import WayOnChoice

__all__ = [
    "Agreement",
    "HandoverPlan",
    "WayOnChoice",
    "accept_referral",
    "assign_case",
    "check_baseline",
    "choose_service",
    "claim_case",
    "claim_referral",
    "claim_scan",
    "close_case",
    "close_request",
    "complete_referral",
    "confirm_rung",
    "end_referral",
    "hold_intake",
    "hold_referral",
    "open_case",
    "open_outcome",
    "postpone_case",
    "receive_request",
    "record_instrument",
    "release_case",
    "release_referral",
    "resume_referral",
    "schedule_intake",
    "send_referral",
    "start_referral",
    "take_request",
]
