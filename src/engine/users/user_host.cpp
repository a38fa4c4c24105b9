#include "engine/users/user_host.hpp"

#include <utility>

namespace hrp::engine {

std::unique_ptr<Flight> FlightPool::take() {
  if (free_.empty()) return std::make_unique<Flight>();
  std::unique_ptr<Flight> flight = std::move(free_.back());
  free_.pop_back();
  return flight;
}

void FlightPool::giveBack(std::unique_ptr<Flight> flight) {
  const RenderedRequest& rendered = flight->rendered;
  const std::size_t held = rendered.own_head.capacity() + rendered.own_body.capacity() +
                           rendered.own_step_cookies.capacity() + rendered.own_url.path.capacity() +
                           rendered.own_url.query.capacity();
  if (free_.size() >= kMaxKept || held > kMaxKeptBytes) return;
  flight->rendered.dropFiles();
  flight->request = http::Request{};
  flight->paced = false;
  flight->sent = false;
  flight->binary = false;
  flight->socket = nullptr;
  flight->redirects = 0;
  flight->exchanges.clear();
  flight->bytes_sent = 0;
  flight->bytes_received = 0;
  free_.push_back(std::move(flight));
}

RowTable::RowTable(stats::Recorder& recorder, const RunPlan& plan)
    : action_(recorder.internRow(stats::kTransactionType, stats::kActionName, false)) {
  for (const ProgramPlan& program : plan.programs) {
    rows_.emplace_back(program.program->operations.size(), kUnknown);
  }
}

UserHost::UserHost(const Parts& parts)
    : run(parts.run),
      loop(parts.loop),
      clients(parts.clients),
      thread(parts.thread),
      random(base::entropySeed()),
      functions({run.clock, random, run.files, *run.plan.workload, run.plan.settings.worker_index}),
      desk(loop),
      renderer({run.plan.settings.disable_keepalive, run.plan.settings.disable_compression}, random,
               [this](const std::string& path) { return run.files.open(path); }),
      pace(loop, run.pacer),
      arrivals(loop, run.arrivals),
      rows(recorder, run.plan),
      row_waiters(run.plan.programs.size()) {}

}  // namespace hrp::engine
