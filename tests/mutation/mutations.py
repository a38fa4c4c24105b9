"""What is done to the code on purpose. Each mutation replaces a text that stands exactly once in its file."""

from dataclasses import dataclass

MASTER = "src/cluster/master/"
WORKER = "src/cluster/worker/"
RUNNER = "src/runner/"


@dataclass(frozen=True)
class Mutation:
    name: str  # what goes wrong
    path: str
    old: str
    new: str


MUTATIONS = (
    # Reports: counted once, acknowledged, kept until they are.
    Mutation("the master drops an acknowledgement", MASTER + "master_messages.cpp",
             "  send(member, StatsAck{body.run, body.number, report_interval_});\n", ""),
    Mutation("the master counts a report twice", MASTER + "master_messages.cpp",
             "  if (verdict == ReportLedger::Verdict::kRepeat) return;\n", ""),
    Mutation("the master counts a report of another run", MASTER + "master_messages.cpp",
             "  if (body.run != plan_.id) {", "  if (body.run.empty()) {"),
    Mutation("the master acknowledges what it refuses", MASTER + "master_messages.cpp",
             "  if (verdict == ReportLedger::Verdict::kRefuse) return;\n",
             "  if (verdict == ReportLedger::Verdict::kRefuse) {\n"
             "    send(member, StatsAck{body.run, body.number, {}});\n    return;\n  }\n"),
    Mutation("the ledger takes a number twice", MASTER + "report_ledger.cpp",
             "if (number <= complete_ || !beyond_.insert(number).second) return Verdict::kRepeat;",
             "if (number <= complete_) return Verdict::kRepeat;\n  beyond_.insert(number);"),
    Mutation("a worker forgets a second when many wait", WORKER + "report_outbox.cpp",
             "    std::next(first)->second.merge(first->second);\n", ""),
    Mutation("a worker takes the acknowledgement of another run", WORKER + "report_outbox.cpp",
             "  if (run != run_) return;\n", "  if (run.empty()) return;\n"),
    Mutation("a worker gives two reports one number", WORKER + "report_outbox.cpp",
             "Stats report{run_, ++last_number_, {}};", "Stats report{run_, last_number_ + 1, {}};"),
    Mutation("a worker says that it ended before its reports are acknowledged", WORKER + "worker_session.cpp",
             "machine_.ending() != WorkerEnding::kNone && outbox_.empty();",
             "machine_.ending() != WorkerEnding::kNone;"),
    Mutation("a worker keeps the figures of a master that is gone", WORKER + "worker_session.cpp",
             "    outbox_.drop();\n", ""),
    # Work: who has which users and iterations.
    Mutation("the iterations of a lost worker are forgotten", MASTER + "fleet_plan.cpp",
             "    plan.owed_iterations += undone;\n", ""),
    Mutation("the iterations of a lost worker stay its own too", MASTER + "fleet_plan.cpp",
             "  share.iterations_given = share.iterations_counted;\n", ""),
    Mutation("it is not noted how many users a share holds", MASTER + "fleet_plan.cpp",
             "    share.held = change.users;\n", ""),
    Mutation("a worker that is back stays lost", MASTER + "fleet_plan.cpp",
             "  share.lost = false;\n", ""),
    Mutation("a share of a lost worker is forgotten", MASTER + "master_losses.cpp",
             "  loseWork(plan_, member);\n  desk_.lost(tenantOf(member));\n", "  desk_.lost(tenantOf(member));\n"),
    Mutation("a departed worker is forgotten", MASTER + "master_losses.cpp",
             "  if (member.share.state != Share::State::kActive) return;\n  depart(member, Departure::kLost);\n",
             "  if (member.share.state != Share::State::kActive) return;\n"),
    Mutation("a worker that leaves gets part of its own work", MASTER + "master_losses.cpp",
             "  member.left = true;\n  if (phase_ != Phase::kQuitting) lost(member, \"left\");\n",
             "  if (phase_ != Phase::kQuitting) lost(member, \"left\");\n  member.left = true;\n"),
    Mutation("a pause of the master counts as silence of its workers", MASTER + "master_losses.cpp",
             "    member.last_heard += pause;\n", ""),
    Mutation("orders are numbered alike", MASTER + "member.cpp", "order.epoch = ++ordered;",
             "order.epoch = ordered = std::max(ordered, 1U);"),
    Mutation("orders are sent once", MASTER + "master_machine.cpp",
             "member.share.orders.due(now_, kResendInterval);",
             "member.share.orders.due(now_, std::chrono::hours(9));"),
    Mutation("a stop is sent once", MASTER + "master_machine.cpp",
             "!share.stop.due(now_, kResendInterval)", "!share.stop.due(now_, std::chrono::hours(9))"),
    Mutation("a worker applies an order twice", RUNNER + "worker_machine.cpp",
             " || order.epoch != applied_ + 1) return {};", ") return {};"),
    # Rows and meetings.
    Mutation("a row is skipped", RUNNER + "row_ledger.cpp", "      set.next += range.count;\n",
             "      set.next += range.count + 1;\n"),
    Mutation("a row is given out twice", RUNNER + "row_ledger.cpp", "      set.next += range.count;\n",
             "      set.next += std::max<std::uint64_t>(1, range.count - 1);\n"),
    Mutation("rows on their way are not noted", RUNNER + "row_ledger.cpp",
             "    account.in_flight.add(range);\n", ""),
    Mutation("a unique row of a lost worker is given to others", RUNNER + "row_ledger.cpp",
             "  if (set.size.unique) return;\n", ""),
    Mutation("a lost worker's rows are released twice", RUNNER + "row_ledger.cpp",
             "  if (!account.orphan) {\n    set.free.add(account.held);\n    set.free.add(account.in_flight);\n  }\n",
             "  set.free.add(account.held);\n  set.free.add(account.in_flight);\n"),
    Mutation("a claim from before the last words is believed", RUNNER + "row_ledger.cpp",
             "  if (claim.word < account.got || claim.word > account.last) return;\n",
             "  if (claim.word > account.last) return;\n"),
    Mutation("an old claim is believed", RUNNER + "fleet_desk.cpp",
             "  if (claim.sequence <= known.newest) return;\n", ""),
    Mutation("the master loses what workers need", MASTER + "master_fleet.cpp",
             "  desk_.claim(tenantOf(member), body.claim, now_);\n", ""),
    Mutation("a release is told to nobody", RUNNER + "meeting_hall.cpp", "  ++number_;\n  ++point.releases;\n",
             "  ++point.releases;\n"),
    Mutation("points that were all released do not start over", RUNNER + "meeting_hall.cpp",
             "    if (other.step.program == point.step.program) other.released = false;\n",
             "    if (other.step.program == point.step.program) other.released = true;\n"),
)
