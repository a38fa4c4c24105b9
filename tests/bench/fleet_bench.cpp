// Many workers in one process that make no load and report figures, to see what they cost a master:
//   hrp-fleet-bench PORT WORKERS ROWS
// They join the master on 127.0.0.1:PORT, take part in its runs, and end when it quits.
// tests/bench/fleet_bench.py runs it.

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cluster/timing.hpp"
#include "cluster/worker/worker_session.hpp"
#include "hrp/cluster/codec.hpp"
#include "hrp/cluster/transport.hpp"

namespace hrp::cluster {
namespace {

constexpr std::uint64_t kRequestsOfARow = 20;  // in each of its reports

class IdleWorker {
 public:
  IdleWorker(const base::Clock& clock, std::uint16_t port, std::size_t rows)
      : clock_(clock),
        rows_(rows),
        id_(makeWorkerId("bench")),
        session_({.worker_id = id_}, now()) {
    transport_ = std::move(*connectZmq({.port = port, .worker_id = id_}));
  }
  [[nodiscard]] bool ended() const { return ended_; }

  void turn() {
    while (auto incoming = transport_->receive({})) {
      if (auto message = decode(incoming->bytes)) give(FromMaster{std::move(*message)});
    }
    if (now() < next_tick_) return;
    next_tick_ = now() + kTickInterval;
    give(WorkerTick{});
    if (now() < next_cut_ || update_.epoch == 0) return;
    next_cut_ = now() + kReportInterval;
    update_.slices = {{static_cast<std::uint32_t>((now() - began_) / std::chrono::seconds(1)), {}}};
    auto& rows = update_.slices[0].slice.rows;
    for (std::size_t row = 0; row < rows_; ++row) {
      stats::Row& made = stats::rowFor(rows, {"request-GET", "row " + std::to_string(row)}, true);
      for (std::uint64_t i = 0; i < kRequestsOfARow; ++i) {
        made.latency.passed.record(500 + 977 * i * (row + 1) % 20'000);
      }
    }
    give(EngineReported{share_, update_});
  }

 private:
  [[nodiscard]] base::TimePoint now() const { return clock_.now(); }

  void give(const SessionEvent& event) {
    for (auto& action : session_.step(event, now())) {
      if (auto* send = std::get_if<SendToMaster>(&action)) {
        transport_->send({}, encode({std::move(send->body), id_}));
      } else if (const auto* load = std::get_if<LoadShare>(&action)) {
        share_ = load->prepare.id;
        update_ = {};
        give(Loaded{share_, {}});
      } else if (const auto* apply = std::get_if<ApplyToEngine>(&action)) {
        if (update_.epoch == 0) began_ = now();
        update_.epoch = apply->order.epoch;
        update_.users = update_.target_users = 1;
        update_.spawned = true;
      } else if (std::holds_alternative<StopTheEngine>(action)) {
        runner::EngineUpdate last = std::exchange(update_, {});
        last.finished = true;
        last.slices.clear();
        give(EngineReported{share_, last});
      } else if (std::holds_alternative<Finish>(action)) {
        ended_ = true;
      }
    }
  }

  const base::Clock& clock_;
  const std::size_t rows_;
  const std::string id_;
  WorkerSession session_;
  std::unique_ptr<Transport> transport_;
  base::TimePoint next_tick_{};
  base::TimePoint next_cut_{};
  base::TimePoint began_{};
  ShareId share_;
  runner::EngineUpdate update_;
  bool ended_ = false;
};

int run(std::uint16_t port, int workers, std::size_t rows) {
  const base::SystemClock clock;
  std::vector<std::unique_ptr<IdleWorker>> fleet;
  for (int i = 0; i < workers; ++i) {
    fleet.push_back(std::make_unique<IdleWorker>(clock, port, rows));
  }
  while (!fleet.empty()) {
    for (const auto& worker : fleet) worker->turn();
    std::erase_if(fleet, [](const auto& worker) { return worker->ended(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return 0;
}

}  // namespace
}  // namespace hrp::cluster

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "usage: hrp-fleet-bench PORT WORKERS ROWS\n";
    return 2;
  }
  const auto number = [arguments](int index) { return std::atoi(arguments[index]); };
  return hrp::cluster::run(static_cast<std::uint16_t>(number(1)), number(2),
                           static_cast<std::size_t>(number(3)));
}
