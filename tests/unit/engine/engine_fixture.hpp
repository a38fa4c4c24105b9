#pragma once
// EngineFixture: testcases written as YAML, run by the real engine against the test server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "hrp/engine/threaded_engine.hpp"
#include "hrp/runner/fleet_desk.hpp"
#include "hrp/runner/fleet_tenant.hpp"
#include "hrp/testcase/loader.hpp"
#include "support/fakes/jumping_clock.hpp"
#include "support/server/test_server.hpp"
#include "support/temp_folder.hpp"

namespace hrp::engine {

class EngineFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = hrp::testing::TestServer::start();
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
  }
  void TearDown() override { engine_.reset(); }

  static EngineSettings twoThreads() {
    EngineSettings settings;
    settings.threads = 2;
    return settings;
  }
  void write(const std::string& name, const std::string& text) const { temp_.write(name, text); }
  // A testcase with the server as base_url; `steps` is the YAML list of its steps.
  void addCase(const std::string& steps, const std::string& config = "") {
    const std::string name = "case" + std::to_string(cases_.size()) + ".yaml";
    write(name, "config:\n  name: " + name + "\n  base_url: \"" + server_->url() + "\"\n" + config +
                    "teststeps:\n" + steps);
    cases_.push_back(folder_ + "/" + name);
  }
  void prepare(const EngineSettings& settings = twoThreads()) {
    auto loaded = testcase::loadTestcases(cases_, folder_, load_options_);
    ASSERT_TRUE(loaded) << loaded.error().message;
    const auto fine = testcase::refuseDiagnostics(loaded->workload);
    ASSERT_TRUE(fine) << fine.error().message;
    workload_ = std::make_shared<testcase::Workload>(loaded->workload);
    engine_ = makeThreadedEngine(clock_);
    const auto ready = engine_->prepare(workload_, settings);
    ASSERT_TRUE(ready) << ready.error().message;
    tenant_.begin();
    desk_ = std::make_unique<runner::FleetDesk>(fleetPlanOf(*workload_));
  }
  // Gives out rows and lets users meet, as the fleet of this one engine.
  void serveFleet() {
    const base::TimePoint now = clock_.now();
    tenant_.add(last_.fleet, now);
    desk_->open(last_.spawned);
    if (const auto claim = tenant_.due(now)) desk_->claim("engine", *claim, now);
    for (const auto& [id, grant] : desk_->due(now)) engine_->tell(tenant_.receive(grant));
  }
  // Polls until `done`, at most 20 seconds; every slice goes into total_.
  bool pollUntil(const std::function<bool(const EngineReport&)>& done) {
    const base::TimePoint deadline = clock_.now() + std::chrono::seconds(20);
    while (clock_.now() < deadline) {
      last_ = engine_->poll();
      serveFleet();
      for (const NumberedSlice& slice : last_.slices) {
        total_.merge(slice.slice);
        seconds_.push_back(slice.second);
      }
      if (done(last_)) return true;
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable().wait_for(lock, std::chrono::milliseconds(2));
    }
    return false;
  }
  bool pollUntilFinished() {
    return pollUntil([](const EngineReport& report) { return report.finished; });
  }
  // Runs `users` users with `loops` iterations each to their end.
  void runLoops(std::int64_t users, std::int64_t loops) {
    prepare();
    if (HasFatalFailure()) return;
    engine_->start({SpawnGroup{.count = users, .iterations = users * loops}}, {});
    ASSERT_TRUE(pollUntilFinished());
  }
  void stopAndFinish(base::Duration grace = std::chrono::seconds(5)) {
    engine_->stop(grace);
    ASSERT_TRUE(pollUntilFinished());
  }
  stats::Row row(const std::string& type, const std::string& name) const {
    const auto found = total_.rows.find(stats::RowKey{type, name});
    return found == total_.rows.end() ? stats::Row{} : found->second;
  }
  std::string firstError(const std::string& type, const std::string& name) const {
    const stats::Row found = row(type, name);
    return found.errors.empty() ? "" : found.errors.begin()->first.message;
  }
  base::ErrorKind firstKind(const std::string& type, const std::string& name) const {
    const stats::Row found = row(type, name);
    return found.errors.empty() ? base::ErrorKind::kNone : found.errors.begin()->first.kind;
  }

  hrp::testing::JumpingClock clock_;
  std::unique_ptr<hrp::testing::TestServer> server_;
  hrp::testing::TempFolder temp_;
  const std::string& folder_ = temp_.path();
  std::vector<std::string> cases_;
  testcase::LoadOptions load_options_;
  std::shared_ptr<testcase::Workload> workload_;
  std::unique_ptr<LoadEngine> engine_;
  runner::FleetTenant tenant_;
  std::unique_ptr<runner::FleetDesk> desk_;
  EngineReport last_;
  stats::Slice total_;
  std::vector<std::uint32_t> seconds_;
};

}  // namespace hrp::engine
