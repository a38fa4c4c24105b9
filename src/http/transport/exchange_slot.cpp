#include "http/transport/exchange_slot.hpp"

#include <algorithm>
#include <utility>

#include "http/http2/http2_session.hpp"
#include "http/transport/connection.hpp"

namespace hrp::http {

ExchangeSlot::ExchangeSlot(ClientContext::Impl& of) : context(of), parser(of.heads) {}

ExchangeSlot::~ExchangeSlot() = default;

void ExchangeSlot::prepare(const Request& asked, ExchangeHandler& answer_to,
                           ExchangeSlot*& active_of) {
  request = asked;
  handler = &answer_to;
  active = &active_of;
  active_of = this;
  trace = ExchangeTrace();
  trace.started = context.loop.clock().now();
  parser.reset(ResponseParser::askedBy(asked));
  written = counted = 0;
  attempt_due = {};
  rested = retried = failing = false;
  piece_problem.clear();
  // A timer that is armed for an earlier time stays: it looks at the deadline again when it fires.
  // Deadlines mostly grow, so most exchanges do not touch the loop's heap.
  const bool limited = asked.deadline != base::TimePoint{};
  if (limited && (!armed() || due() > asked.deadline)) context.loop.arm(*this, asked.deadline);
}

void ExchangeSlot::limitAttempt() {
  constexpr base::Duration kLongest = std::chrono::seconds(3);
  attempt_due = {};
  const std::size_t left = addresses.left();
  if (left == 0) return;
  const base::TimePoint now = context.loop.now();
  base::Duration time = kLongest;
  if (request.deadline != base::TimePoint{}) {
    time = std::min(time, (request.deadline - now) / static_cast<std::int64_t>(left + 1));
  }
  attempt_due = now + time;
  if (!armed() || due() > attempt_due) context.loop.arm(*this, attempt_due);
}

void ExchangeSlot::failLater() {
  failing = true;
  context.loop.arm(*this, context.loop.now());
}

void ExchangeSlot::onTimer() {
  if (connection == nullptr) return;
  if (failing) {
    connection->onFailing();
    return;
  }
  if (attempt_due != base::TimePoint{} && context.loop.now() >= attempt_due) {
    attempt_due = {};
    if (request.deadline != base::TimePoint{}) context.loop.arm(*this, request.deadline);
    connection->onAttemptOver();
    return;
  }
  if (attempt_due != base::TimePoint{}) context.loop.arm(*this, attempt_due);
  if (request.deadline == base::TimePoint{}) return;
  if (context.loop.now() < request.deadline) {
    if (!armed() || due() > request.deadline) context.loop.arm(*this, request.deadline);
  } else {
    connection->onDeadline();
  }
}

void ExchangeSlot::onResolved(net::AddressSequence found) {
  addresses = std::move(found);
  connection->onAddresses();
}

void ExchangeSlot::onResolveFailed(std::string_view message) {
  connection->onUnresolved(message);
}

std::string_view ExchangeSlot::unwritten(std::size_t most) {
  std::uint64_t at = written;
  if (at < request.head.size()) return request.head.substr(at, most);
  at -= request.head.size();
  if (at < request.body.size()) return request.body.substr(at, most);
  at -= request.body.size();
  for (const BodyPiece& piece : request.more_body) {
    if (at < piece.size())
      return piece.file != nullptr ? readPiece(*piece.file, at, most) : piece.text.substr(at, most);
    at -= piece.size();
  }
  return {};
}

std::string_view ExchangeSlot::readPiece(const base::StoredFile& file, std::uint64_t at,
                                         std::size_t most) {
  std::vector<char>& into = context.piece;
  into.resize(std::min<std::uint64_t>(file.size() - at, most));
  if (const auto done = file.read(at, into); !done) {
    piece_problem = done.error().message;
    return {};
  }
  return {into.data(), into.size()};
}

}  // namespace hrp::http
