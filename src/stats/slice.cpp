#include "hrp/stats/slice.hpp"

#include <algorithm>

namespace hrp::stats {
namespace {

// Types come from a short list; the bound only matters against a peer that invents them.
constexpr std::size_t kMaxOtherTypes = 64;

std::string cutUtf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end));
}

}  // namespace

std::string boundedText(std::string_view text) {
  return cutUtf8(text, kMaxTextBytes);
}

void countError(Row& row, base::ErrorKind kind, std::string_view message, std::uint64_t times) {
  ErrorKey key{kind, boundedText(message)};
  auto found = row.errors.find(key);
  if (found == row.errors.end()) {
    if (row.errors.size() >= kMaxErrorsPerRow) key.message = kOtherName;
    found = row.errors.try_emplace(std::move(key), 0).first;
  }
  found->second += times;
}

void countStatus(std::map<int, std::uint64_t>& codes, int status, std::uint64_t times) {
  const bool known = status >= kMinStatus && status <= kMaxStatus;
  codes[known ? status : 0] += times;
}

Row& rowFor(std::map<RowKey, Row>& rows, const RowKey& key, bool in_total) {
  auto found = rows.find(key);
  if (found != rows.end()) return found->second;
  RowKey wanted = key;
  if (rows.size() >= kMaxRows) wanted.name = kOtherName;
  if (rows.size() >= kMaxRows + kMaxOtherTypes && !rows.contains(wanted)) {
    wanted.type = kOtherName;
  }
  const auto [place, is_new] = rows.try_emplace(std::move(wanted));
  if (is_new) place->second.in_total = in_total;
  return place->second;
}

void Row::merge(const Row& other) {
  in_total = in_total && other.in_total;
  bytes_sent += other.bytes_sent;
  bytes_received += other.bytes_received;
  content_bytes += other.content_bytes;
  latency.merge(other.latency);
  service_time.merge(other.service_time);
  for (const auto& [key, times] : other.errors) countError(*this, key.kind, key.message, times);
  connections.merge(other.connections);
  aborted += other.aborted;
}

void Slice::merge(const Slice& other) {
  for (const auto& [key, row] : other.rows) rowFor(rows, key, row.in_total).merge(row);
  for (const auto& [status, times] : other.status_codes) countStatus(status_codes, status, times);
  transactions_passed += other.transactions_passed;
  transactions_failed += other.transactions_failed;
  iterations += other.iterations;
  late_starts += other.late_starts;
  dropped_iterations += other.dropped_iterations;
  dropped_requests += other.dropped_requests;
  max_loop_lag_us = std::max(max_loop_lag_us, other.max_loop_lag_us);
  function_calls += other.function_calls;
  function_failures += other.function_failures;
  function_time_us += other.function_time_us;
  generator.merge(other.generator);
}

bool Slice::empty() const {
  return *this == Slice();
}

Row totalOf(const Slice& slice) {
  Row total;
  for (const auto& [key, row] : slice.rows) {
    if (row.in_total) total.merge(row);
  }
  return total;
}

}  // namespace hrp::stats
