#include "hrp/cluster/codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "hrp/base/random.hpp"
#include "unit/cluster/message_samples.hpp"

namespace hrp::cluster {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

WorkerStatus status() {
  WorkerStatus made;
  made.sequence = 7;
  made.id = {"run-1", 2};
  made.state = base::RunState::kRunning;
  made.applied = 3;
  made.spawned = 2;
  made.ending = runner::WorkerEnding::kDone;
  made.failure = "broken";
  made.users = 5;
  made.target_users = 6;
  return made;
}

std::vector<Message> oneOfEach() {
  stats::Slice slice;
  stats::rowFor(slice.rows, {"request-GET", "/"}, true).latency.passed.record(1234, 5);
  slice.iterations = 5;
  std::vector<Message> messages;
  const auto add = [&messages](Body body) { messages.push_back({std::move(body), "node"}); };
  add(ClientReady{kProtocolVersion, "linux", "amd64", status()});
  add(WorkerHeartbeat{{1.5, 2.5, 3.5, 4.5}, status()});
  add(BundleRequest{"hash", 4096});
  add(Prepared{status(), "no such file"});
  add(Spawning{status()});
  add(SpawningComplete{status()});
  add(Stats{"run-1", 9, {{3, slice}, {4, {}}}});
  add(ClientStopped{status()});
  add(Exception{"run-1", "too many open files"});
  add(Quit{});
  add(Ack{false, "no"});
  add(MasterHeartbeat{base::RunState::kStopping});
  add(Prepare{{"run-1", 2}, "hash", 12345, 1, 3, sampleProfile()});
  add(BundleChunk{"hash", 10, std::string("a\0b", 3)});
  add(Spawn{{"run-1", 1}, sampleOrder()});
  add(Rebalance{{"run-1", 1}, sampleOrder()});
  add(StatsAck{"run-1", 9});
  add(Stop{"run-1", std::chrono::seconds(7)});
  runner::FleetClaim claim{5, {{3, 2, 90, {{10, 4}, {20, 1}}, {{1, {30, 7}}}}}, 11, 2, {{9, 1, 4}}};
  add(Needs{{"run-1", 1}, claim});
  engine::RowWord word{.set = 0, .number = 4, .ranges = {{40, 9}}, .recall = true};
  add(Grants{{"run-1", 1}, {5, {{word}, {3, {{1, true}}}}}});
  return messages;
}

TEST(Codec, RoundTripsEveryMessage) {
  const auto messages = oneOfEach();
  ASSERT_EQ(messages.size(), std::variant_size_v<Body>);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    EXPECT_EQ(messages[i].body.index(), i);
    const std::string frame = encode(messages[i]);
    const auto back = decode(frame);
    ASSERT_TRUE(back) << typeName(messages[i].body) << ": " << back.error().message;
    EXPECT_EQ(back->body.index(), i);
    EXPECT_EQ(back->node_id, "node");
    // The frame has every field, so an equal frame is an equal message.
    EXPECT_EQ(encode(*back), frame) << typeName(messages[i].body);
  }
}

TEST(Codec, KeepsTheValues) {
  const auto messages = oneOfEach();
  const auto stats = std::get<Stats>(decode(encode(messages[6]))->body);
  EXPECT_EQ(stats.parts[0].slice.iterations, 5U);
  const auto prepare = std::get<Prepare>(decode(encode(messages[12]))->body);
  EXPECT_EQ(prepare.id, (ShareId{"run-1", 2}));
  EXPECT_EQ(prepare.profile.dns_server, sampleProfile().dns_server);
  const auto spawn = std::get<Spawn>(decode(encode(messages[14]))->body);
  EXPECT_EQ(spawn.id, (ShareId{"run-1", 1}));
  EXPECT_EQ(spawn.order.age, sampleOrder().age);
}

std::string frameOf(const json& value) {
  std::string frame;
  json::to_msgpack(value, frame);
  return frame;
}

TEST(Codec, NamesWhatIsWrong) {
  const auto error = [](const json& value) {
    const auto message = decode(frameOf(value));
    return message ? std::string() : message.error().message;
  };
  EXPECT_THAT(error("text"), HasSubstr("expected [type, data, node_id]"));
  EXPECT_THAT(error(json::array({"stop", {{"run", "x"}}, ""})), HasSubstr("node_id"));
  EXPECT_THAT(error(json::array({"dance", json::object(), "n"})), HasSubstr("\"type\""));
  EXPECT_THAT(error(json::array({"stop", json::object(), "n"})), HasSubstr("\"run\""));
  EXPECT_THAT(error(json::array({"stop", {{"run", 5}}, "n"})), HasSubstr("\"run\""));
  EXPECT_THAT(error(json::array({"stop", {{"run", std::string(300, 'x')}}, "n"})),
              HasSubstr("\"run\""));
  EXPECT_THAT(error(json::array({"stats_ack", {{"run", "r"}, {"number", -1}}, "n"})),
              HasSubstr("\"number\""));
  EXPECT_THAT(error(json::array({"heartbeat", {{"state", 200}}, "n"})), HasSubstr("\"state\""));
}

TEST(Codec, RefusesWhatIsNoMessagePackOrTooLarge) {
  EXPECT_THAT(decode(std::string(5'000'000, '\x91')).error().message,
              HasSubstr("not MessagePack of bounded depth and size"));
  EXPECT_THAT(decode(std::string(kMaxFrameBytes + 1, '\x01')).error().message,
              HasSubstr("a message is larger than 67108864"));
}

TEST(Codec, OtherVersionsAreReadUpToTheirNumber) {
  const auto message = decode(frameOf(json::array({"client_ready", {{"version", 99U}}, "worker"})));
  ASSERT_TRUE(message);
  EXPECT_EQ(std::get<ClientReady>(message->body).version, 99U);
}

TEST(Codec, SurvivesMutatedFrames) {
  base::Random random(11);
  const auto messages = oneOfEach();
  std::size_t refused = 0;
  for (int round = 0; round < 8'000; ++round) {
    std::string frame = encode(messages[random.below(messages.size())]);
    const auto changes = 1 + random.below(4);
    for (std::uint64_t i = 0; i < changes && !frame.empty(); ++i) {
      const auto at = random.below(frame.size());
      switch (random.below(3)) {
        case 0:
          frame[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          frame.resize(at);
          break;
        default:
          frame.insert(at, 1, static_cast<char>(random.below(256)));
      }
    }
    const auto message = decode(frame);
    if (!message) {
      ++refused;
      EXPECT_FALSE(message.error().message.empty());
    } else {
      EXPECT_FALSE(encode(*message).empty());  // what was taken can be sent on
    }
  }
  EXPECT_GT(refused, 2'000U);
}

TEST(Codec, TextThatIsNotUtf8DoesNotStopAMessage) {
  const auto frame = encode({Exception{"run", "bad \xff byte"}, "node"});
  const auto message = decode(frame);
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_THAT(std::get<Exception>(message->body).text, HasSubstr("bad "));
}

}  // namespace
}  // namespace hrp::cluster
