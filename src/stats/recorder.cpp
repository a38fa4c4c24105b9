#include "hrp/stats/recorder.hpp"

#include <utility>

#include "hrp/base/assert.hpp"

namespace hrp::stats {

RowId Recorder::internRow(std::string_view type, std::string_view name, bool in_total) {
  const std::string bounded_type = boundedText(type);
  std::string bounded_name = boundedText(name);
  // The length of the type keeps ("ab", "c") and ("a", "bc") apart whatever bytes they hold.
  const auto id_key = [&] {
    return std::to_string(bounded_type.size()) + ':' + bounded_type + bounded_name;
  };
  auto found = ids_.find(id_key());
  if (found == ids_.end() && names_->size() >= kMaxRows) {
    bounded_name = kOtherName;
    found = ids_.find(id_key());
  }
  if (found != ids_.end()) return found->second;
  const auto id = static_cast<RowId>(names_->size());
  ids_.emplace(id_key(), id);
  names_->push_back({RowKey{bounded_type, std::move(bounded_name)}, in_total});
  now_.addEntries(names_);
  return id;
}

void Recorder::record(const Sample& sample) {
  HRP_ASSERT(sample.row < now_.rows_.size());
  Tally::Entry& entry = now_.rows_[sample.row];
  if (isPlain(sample)) [[likely]] {
    entry.plain.record(sample.latency_us);
  } else {
    recordTimes(entry, sample);
  }
  entry.bytes_sent += sample.bytes_sent;
  entry.bytes_received += sample.bytes_received;
  entry.content_bytes += sample.content_bytes;
  // Status 0 means that there was no response; it is counted in a slot that nobody reads.
  const auto status = static_cast<std::size_t>(sample.status);
  ++now_.status_codes_[status < now_.status_codes_.size() ? status : Tally::kOddStatus];
}

void Recorder::recordTimes(Tally::Entry& entry, const Sample& sample) {
  if (!entry.others) entry.others = std::make_unique<Row>();
  Row& row = *entry.others;
  if (sample.error == base::ErrorKind::kAborted) return recordAborted(row, sample);
  const bool failed = sample.error != base::ErrorKind::kNone;
  const auto times = failed ? &OutcomeTimes::failed : &OutcomeTimes::passed;
  (row.latency.*times).record(sample.latency_us);
  if (sample.paced) (row.service_time.*times).record(sample.service_time_us);
  for (const base::PhaseTimes& phases : sample.exchanges) row.connections.record(phases);
  if (failed && sample.list_error) countError(row, sample.error, sample.error_message, 1);
}

void Recorder::recordAborted(Row& row, const Sample& sample) {
  ++row.aborted;
  for (const base::PhaseTimes& phases : sample.exchanges) row.connections.recordAborted(phases);
}

bool Recorder::isPlain(const Sample& sample) {
  if (sample.exchanges.size() != 1 || sample.paced) return false;
  if (sample.error != base::ErrorKind::kNone) return false;
  const base::PhaseTimes& phases = sample.exchanges.front();
  return phases.endedOnKept() && phases.failed == 0 && phases.first_byte.count() > 0 &&
         phases.first_byte == phases.total && base::microseconds(phases.total) == sample.latency_us;
}

void Recorder::handOver(Tally& tally) {
  tally.addEntries(names_);
  std::swap(now_, tally);
}

bool Tally::Entry::empty() const {
  return plain.count() == 0 && (!others || others->requests() + others->aborted == 0);
}

void Tally::addEntries(const std::shared_ptr<Names>& names) {
  names_ = names;
  for (std::size_t i = rows_.size(); i < names->size(); ++i) {
    rows_.emplace_back().name = &(*names)[i];
  }
}

void Tally::take(Entry& entry, Row& taken) {
  taken.in_total = entry.name->in_total;
  taken.bytes_sent = std::exchange(entry.bytes_sent, 0);
  taken.bytes_received = std::exchange(entry.bytes_received, 0);
  taken.content_bytes = std::exchange(entry.content_bytes, 0);
  if (entry.others) {
    Row& row = *entry.others;
    taken.errors.swap(row.errors);
    taken.aborted = std::exchange(row.aborted, 0);
    taken.latency = row.latency;
    taken.service_time = row.service_time;
    taken.connections = row.connections;
    row.latency.clear();
    row.service_time.clear();
    row.connections.clear();
  }
  taken.latency.passed.merge(entry.plain);
  taken.connections.kept.first_byte.merge(entry.plain);
  taken.connections.kept.total.merge(entry.plain);
  taken.connections.reused += entry.plain.count();
  entry.plain.clear();
}

Slice Tally::takeSlice() {
  Slice slice;
  for (Entry& entry : rows_) {
    if (!entry.empty()) take(entry, slice.rows[entry.name->key]);
  }
  for (std::size_t status = 1; status < status_codes_.size(); ++status) {
    const std::uint64_t times = std::exchange(status_codes_[status], 0);
    if (times != 0) countStatus(slice.status_codes, static_cast<int>(status), times);
  }
  slice.transactions_passed = std::exchange(passed_, 0);
  slice.transactions_failed = std::exchange(failed_, 0);
  slice.iterations = std::exchange(iterations_, 0);
  slice.late_starts = std::exchange(late_starts_, 0);
  slice.max_loop_lag_us = std::exchange(max_loop_lag_us_, 0);
  slice.function_calls = std::exchange(function_calls_, 0);
  slice.function_failures = std::exchange(function_failures_, 0);
  slice.function_time_us = std::exchange(function_time_us_, 0);
  return slice;
}

}  // namespace hrp::stats
