#pragma once
// A master and workers in threads over ZeroMQ on loopback, with fake engines.

#include <gtest/gtest.h>

#include <future>
#include <list>
#include <memory>
#include <string>
#include <thread>

#include "hrp/cluster/master.hpp"
#include "hrp/cluster/worker.hpp"
#include "support/fakes/fake_load_engine.hpp"

namespace hrp::cluster {

class FleetFixture : public ::testing::Test {
 protected:
  struct RunningWorker {
    std::unique_ptr<Worker> worker;
    std::future<WorkerOutcome> outcome;
  };

  ~FleetFixture() override {
    for (auto& running : workers_) running.worker->abort();
    for (auto& running : workers_) {
      if (running.outcome.valid()) running.outcome.wait();
    }
  }

  void openMaster(MasterOptions options = {}, std::uint16_t port = 0) {
    auto transport = bindZmq({"127.0.0.1", port});
    ASSERT_TRUE(transport) << transport.error().message;
    port_ = transport->port;
    MasterParts parts{std::move(transport->transport),
                      [](const std::vector<std::string>& paths) -> base::Result<PreparedBundle> {
                        if (paths.front() == "broken.yml") {
                          return base::fail(base::ErrorCode::kParse, "broken.yml: line 3");
                        }
                        return PreparedBundle{
                            std::make_shared<const std::string>(std::string(2'500'000, 'x')), "h"};
                      }};
    master_ = std::make_unique<Master>(clock_, std::move(options), std::move(parts));
    ASSERT_TRUE(master_->open());
  }

  RunningWorker& addWorker(bool ignore_quit = false, const std::string& load_error = {}) {
    const std::string id = makeWorkerId("host");
    auto transport = connectZmq({"127.0.0.1", port_, id});
    EXPECT_TRUE(transport);
    WorkerParts parts{std::move(*transport),
                      std::make_unique<hrp::testing::FakeLoadEngine>(clock_, target_),
                      [load_error](const std::string& bytes, const std::string&)
                          -> base::Result<std::shared_ptr<const testcase::Workload>> {
                        EXPECT_EQ(bytes.size(), 2'500'000U);
                        if (!load_error.empty())
                          return base::fail(base::ErrorCode::kParse, load_error);
                        return std::shared_ptr<const testcase::Workload>();
                      }};
    RunningWorker& running = workers_.emplace_back();
    running.worker = std::make_unique<Worker>(
        clock_, WorkerOptions{.worker_id = id, .ignore_quit = ignore_quit}, std::move(parts));
    Worker* worker = running.worker.get();
    running.outcome = std::async(std::launch::async, [worker] { return worker->run(); });
    return running;
  }

  // Waits for what the master publishes; bounded.
  template <class Reached>
  bool await(Reached reached) {
    const auto until = clock_.now() + std::chrono::seconds(20);
    std::promise<void> never;
    auto pause = never.get_future();
    while (clock_.now() < until) {
      if (reached(*master_->snapshot())) return true;
      pause.wait_for(std::chrono::milliseconds(20));
    }
    return false;
  }
  bool awaitState(base::RunState state) {
    return await([state](const stats::Snapshot& shown) { return shown.state == state; });
  }
  bool awaitWorkers(std::size_t count) {
    return await([count](const stats::Snapshot& shown) { return shown.workers.size() == count; });
  }
  static runner::RunProfile profile(std::int64_t users) {
    runner::RunProfile made;
    made.spawn_count = users;
    made.spawn_rate = 100;
    made.testcase_paths = {"demo.yml"};
    return made;
  }
  std::int64_t counted() const {
    return static_cast<std::int64_t>(stats::totalOf(master_->snapshot()->total).requests());
  }

  base::SystemClock clock_;
  hrp::testing::FakeTarget target_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Master> master_;
  std::list<RunningWorker> workers_;
};

}  // namespace hrp::cluster
