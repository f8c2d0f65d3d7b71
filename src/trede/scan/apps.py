from django.apps import AppConfig


class ScanConfig(AppConfig):
    """Django's entry for this room; makes its events, its jobs and its subjects known."""

    name = "trede.scan"
    label = "scan"
    verbose_name = "Scan"

    def ready(self) -> None:
        from trede.scan import events, jobs, own_block, privacy  # noqa: F401  # each registers itself
        from trede.scan.benchmark import events as benchmark_events  # noqa: F401
        from trede.scan.benchmark import jobs as benchmark_jobs  # noqa: F401
        from trede.scan.checks import events as check_events  # noqa: F401
        from trede.scan.skills import events as skills_events  # noqa: F401
        from trede.scan.skills import jobs as skills_jobs  # noqa: F401
