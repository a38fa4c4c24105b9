#include "cluster/codec/fleet_codec.hpp"

#include "hrp/base/leb128.hpp"

namespace hrp::cluster {
namespace {

using engine::FleetPlan;
using engine::RowRange;
using runner::FleetClaim;
using runner::FleetGrant;
using runner::RowClaim;

constexpr std::uint64_t kFleetFormat = 1;
constexpr std::uint64_t kMostUsers = 1'000'000'000;
constexpr std::uint64_t kRecall = 1;
constexpr std::uint64_t kEnded = 2;

template <class Number>
std::uint64_t natural(Number value) {
  return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

void writeRange(base::LebWriter& out, const RowRange& range) {
  out.number(range.first);
  out.number(range.count);
}

RowRange readRange(base::LebReader& in, const char* what) {
  RowRange range;
  range.first = in.number(what);
  range.count = in.number(what, UINT64_MAX - range.first);
  return range;
}

void writeRows(base::LebWriter& out, const RowClaim& rows) {
  out.number(rows.word);
  out.number(natural(rows.waiting));
  out.number(rows.level);
  out.number(rows.held.size());
  for (const RowRange& range : rows.held) writeRange(out, range);
  out.number(rows.returned.size());
  for (const auto& returned : rows.returned) {
    out.number(returned.number);
    writeRange(out, returned.range);
  }
}

RowClaim readRows(base::LebReader& in) {
  RowClaim rows;
  rows.word = in.number("word");
  rows.waiting = static_cast<std::int64_t>(in.number("waiting", kMostUsers));
  rows.level = in.number("level");
  for (auto left = in.number("held", RowClaim::kMaxHeld); left > 0 && in.good(); --left) {
    rows.held.push_back(readRange(in, "held"));
  }
  for (auto left = in.number("returned", RowClaim::kMaxReturned); left > 0 && in.good(); --left) {
    const std::uint64_t number = in.number("returned");
    rows.returned.push_back({number, readRange(in, "returned")});
  }
  return rows;
}

base::Result<> whole(base::LebReader& in, const char* what) {
  if (in.good() && !in.atEnd()) in.refuse("end");
  if (in.good()) return {};
  return base::fail(base::ErrorCode::kParse, std::string(what) + ": " + in.problem());
}

}  // namespace

std::string encodeClaim(const FleetClaim& claim) {
  base::LebWriter out;
  out.number(kFleetFormat);
  out.number(claim.sequence);
  out.number(natural(claim.users));
  out.number(claim.rows.size());
  for (const RowClaim& rows : claim.rows) writeRows(out, rows);
  out.number(claim.meeting_word);
  out.number(claim.points.size());
  for (const engine::MeetingNeed& point : claim.points) {
    out.number(point.arrivals);
    out.number(point.releases);
    out.number(natural(point.waiting));
  }
  return out.take();
}

base::Result<FleetClaim> decodeClaim(std::string_view bytes) {
  base::LebReader in(bytes);
  FleetClaim claim;
  if (in.number("format", kFleetFormat) != kFleetFormat) in.refuse("format");
  claim.sequence = in.number("sequence");
  claim.users = static_cast<std::int64_t>(in.number("users", kMostUsers));
  for (auto left = in.number("rows", FleetPlan::kMaxSets); left > 0 && in.good(); --left) {
    claim.rows.push_back(readRows(in));
  }
  claim.meeting_word = in.number("meeting word");
  for (auto left = in.number("points", FleetPlan::kMaxPoints); left > 0 && in.good(); --left) {
    engine::MeetingNeed point;
    point.arrivals = in.number("arrivals");
    point.releases = in.number("releases");
    point.waiting = static_cast<std::int64_t>(in.number("waiting", kMostUsers));
    claim.points.push_back(point);
  }
  if (auto good = whole(in, "claim"); !good) return base::fail(good.error());
  return claim;
}

std::string encodeGrant(const FleetGrant& grant) {
  base::LebWriter out;
  out.number(kFleetFormat);
  out.number(grant.claim);
  out.number(grant.words.rows.size());
  for (const engine::RowWord& word : grant.words.rows) {
    out.number(word.set);
    out.number(word.number);
    out.number((word.recall ? kRecall : 0) | (word.ended ? kEnded : 0));
    out.number(word.ranges.size());
    for (const RowRange& range : word.ranges) writeRange(out, range);
  }
  out.number(grant.words.meetings.number);
  out.number(grant.words.meetings.points.size());
  for (const engine::MeetingState& point : grant.words.meetings.points) {
    out.number(point.releases);
    out.number(point.active ? 1 : 0);
  }
  return out.take();
}

base::Result<FleetGrant> decodeGrant(std::string_view bytes) {
  base::LebReader in(bytes);
  FleetGrant grant;
  if (in.number("format", kFleetFormat) != kFleetFormat) in.refuse("format");
  grant.claim = in.number("claim");
  for (auto left = in.number("words", FleetGrant::kMaxWords); left > 0 && in.good(); --left) {
    engine::RowWord word;
    word.set = static_cast<std::uint32_t>(in.number("set", FleetPlan::kMaxSets));
    word.number = in.number("word");
    const std::uint64_t flags = in.number("flags", kRecall | kEnded);
    word.recall = (flags & kRecall) != 0;
    word.ended = (flags & kEnded) != 0;
    for (auto ranges = in.number("ranges", FleetGrant::kMaxRanges); ranges > 0 && in.good();
         --ranges) {
      word.ranges.push_back(readRange(in, "ranges"));
    }
    grant.words.rows.push_back(std::move(word));
  }
  grant.words.meetings.number = in.number("meeting word");
  for (auto left = in.number("points", FleetPlan::kMaxPoints); left > 0 && in.good(); --left) {
    const std::uint64_t releases = in.number("releases");
    grant.words.meetings.points.push_back({releases, in.number("active", 1) == 1});
  }
  if (auto good = whole(in, "grant"); !good) return base::fail(good.error());
  return grant;
}

}  // namespace hrp::cluster
