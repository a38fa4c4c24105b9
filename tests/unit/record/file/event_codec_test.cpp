#include "record/file/event_codec.hpp"

#include <gtest/gtest.h>

namespace hrp::record {
namespace {

using std::chrono::milliseconds;

TEST(EventCodec, AnOriginComesBack) {
  RunOrigin origin{stats::Role::kMaster,
                   base::WallTime(milliseconds(1'764'547'200'123)),
                   "5.1.0",
                   "hrp boom 'a b.yml'",
                   {{"users", "100"}, {"run-time", "1m"}}};
  origin.thresholds.resize(1);
  origin.thresholds[0].text = "p95 < 300ms";
  const auto back = decodeOrigin(encodeOrigin(origin));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, origin);
}

TEST(EventCodec, AnEndComesBackWithoutItsFigures) {
  stats::Snapshot end;
  end.reason = stats::EndReason::kSignal;
  end.reason_text = "SIGINT";
  end.state = base::RunState::kStopped;
  end.at = base::WallTime(milliseconds(5));
  end.elapsed = milliseconds(61'234);
  end.users_peak = 70;
  end.total.iterations = 3;
  end.departed = {{"a", stats::Departure::kNoAnswer, false, milliseconds(1'500), 12.5}};
  end.thresholds.resize(2);
  stats::ThresholdFigure& threshold = end.thresholds[0];
  threshold.text = "p95 < 300ms";
  threshold.metric = "p95";
  threshold.verdict = stats::Verdict::kUnclear;
  threshold.value = 212.5;
  threshold.bound = 300;
  threshold.unit = "ms";
  threshold.value_text = "212.5ms";
  threshold.why = "the generator";
  threshold.broken_now = true;
  threshold.ended_run = true;
  threshold.broken_seconds = 4;
  threshold.broken = {{3, 7}};
  end.pushes = {"gateway:9091", 5, 1, true, "refused"};
  const auto back = decodeEnd(encodeEnd(end));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->reason, end.reason);
  EXPECT_EQ(back->reason_text, end.reason_text);
  EXPECT_EQ(back->state, end.state);
  EXPECT_EQ(back->elapsed, end.elapsed);
  EXPECT_EQ(back->users_peak, 70);
  EXPECT_EQ(back->departed, end.departed);
  EXPECT_EQ(back->thresholds, end.thresholds);
  EXPECT_EQ(back->pushes->lost, 1U);
  EXPECT_EQ(back->total, stats::Slice());
}

TEST(EventCodec, EveryReasonStateAndDepartureComesBack) {
  for (int i = 0; i <= static_cast<int>(stats::EndReason::kThreshold); ++i) {
    stats::Snapshot end;
    end.reason = static_cast<stats::EndReason>(i);
    EXPECT_EQ(decodeEnd(encodeEnd(end))->reason, end.reason);
  }
  for (int i = 0; i <= static_cast<int>(stats::Departure::kLeft); ++i) {
    stats::Snapshot end;
    end.departed = {{"a", static_cast<stats::Departure>(i), true, {}, 0}};
    EXPECT_EQ(decodeEnd(encodeEnd(end))->departed, end.departed);
  }
}

TEST(EventCodec, KeysOfALaterVersionAreNoError) {
  const auto end = decodeEnd(R"({"reason": "a new one", "colour": "blue"})");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->reason, stats::EndReason::kNone);
  for (const char* text : {"", "[]", "1", R"({"users": "many"})", R"({"departed": [1]})"}) {
    EXPECT_FALSE(decodeEnd(text)) << text;
  }
  EXPECT_FALSE(decodeOrigin(R"({"settings": [["one"]]})"));
}

TEST(EventCodec, AMomentComesBack) {
  FleetMoment moment{base::RunState::kRunning, 70, 100, {}};
  stats::WorkerView worker;
  worker.id = "worker-1";
  worker.state = base::RunState::kSpawning;
  worker.users = 70;
  worker.process_cpu_percent = 12.34;
  worker.machine_memory_percent = 56;
  moment.workers = {worker};
  NameTable table;
  const std::string bytes = encodeMoment(moment, table);
  Names names;
  ASSERT_TRUE(names.add(table.takeNew()));
  const auto back = decodeMoment(bytes, names);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->users, 70);
  EXPECT_EQ(back->target_users, 100);
  ASSERT_EQ(back->workers.size(), 1U);
  EXPECT_EQ(back->workers[0].id, "worker-1");
  EXPECT_EQ(back->workers[0].state, base::RunState::kSpawning);
  EXPECT_DOUBLE_EQ(back->workers[0].process_cpu_percent, 12.3);
  EXPECT_DOUBLE_EQ(back->workers[0].machine_memory_percent, 56);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decodeMoment(std::string_view(bytes).substr(0, size), names)) << size;
  }
}

}  // namespace
}  // namespace hrp::record
