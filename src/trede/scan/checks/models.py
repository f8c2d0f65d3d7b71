"""What is kept beside the answers of a check: ticks on its to-do list, and what the visitor knows about risk."""

from django.db import models


class CheckTask(models.Model):
    """One ticked line of a to-do list. `task` is a question key, or `system.question` for a check per system."""

    id: int
    result = models.ForeignKey("scan.ScanResult", on_delete=models.CASCADE, related_name="tasks")
    task = models.CharField(max_length=80)
    done_on = models.DateField()

    class Meta:
        app_label = "scan"
        constraints = [models.UniqueConstraint(fields=["result", "task"], name="scan_task_once")]

    class Privacy:
        personal = {
            "result": "the outcome whose owner ticked this",
            "task": "what the owner says is done, which tells how a firm protects itself",
        }
        kept = {"id": "number of the record", "done_on": "day it was ticked"}
        retention = "as long as the outcome"
        ground = "public task: help a firm do what it set out to do; erased with the outcome"


class CheckDetail(models.Model):
    """What the visitor added to a check: the rung, and a risk class (1–4) of CCV with its day."""

    id: int
    result = models.OneToOneField("scan.ScanResult", on_delete=models.CASCADE, related_name="detail")
    rung = models.CharField(max_length=20, null=True)  # noqa: DJ001  # null: not given
    risk_class = models.PositiveSmallIntegerField(null=True)
    class_on = models.DateField(null=True)

    class Meta:
        app_label = "scan"

    class Privacy:
        personal = {
            "result": "the outcome it belongs to",
            "risk_class": "how much digital risk the firm runs, according to CCV",
        }
        kept = {
            "id": "number of the record",
            "rung": "rung the visitor names",
            "class_on": "day on which the risk class was given",
        }
        retention = "as long as the outcome"
        ground = "public task: show which protection a firm needs; erased with the outcome"
