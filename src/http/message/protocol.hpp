#pragma once
// Protocol: what a connection asks of a version of HTTP. A protocol turns exchanges into bytes and
// bytes into exchanges, for one connection; it opens, reads and writes nothing, and measures,
// repeats and tells nobody: that stands once, in Connection. A protocol is a class with these
// calls, found at compile time; the room's protocols.hpp lists them.
//
// The order of calls, for one connection:
//
//   GET                           start() · next()/sent()… · feed()… → kComplete, the response is
//                                 the state's · over()
//   POST that is answered early   start() · next()/sent() · feed() → kComplete · over(); settled()
//                                 tells whether the connection can go on without the rest
//   malformed response            start() · next()/sent()… · feed() → kFailed, failure() · over()
//   deadline                      start() · … · note() · cancel() → whether the connection stays ·
//                                 next()/sent()… · over()
//   the connection ends           start() · … · ended() → nothing (the end completes the response)
//                                 or why it failed · over()
//   bytes while nobody waits      feed() → kNeedMore, or kFailed: it is of no use · next()/sent()…
//   goodbye                       leave() · next()/sent()… ; nothing is started any more
//
// After each feed() what hasAnswers() is sent before anybody is told. One exchange at a time, one
// owner, one thread.

#include <sys/uio.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hrp/http/exchange.hpp"
#include "hrp/net/failure.hpp"
#include "http/message/response_shape.hpp"

namespace hrp::http {

// What is to be sent next; it points into the request, or into the protocol until sent().
struct Outgoing {
  std::array<iovec, 2> parts;
  std::size_t count = 0;

  void add(std::string_view part) {
    if (!part.empty()) parts[count++] = {const_cast<char*>(part.data()), part.size()};
  }
  [[nodiscard]] std::span<const iovec> span() const { return {parts.data(), count}; }
};

// `State` is what one exchange needs of the protocol besides its request: pooled with the slots.
template <class P, class State>
concept Protocol = requires(P protocol, const P& seen, const Request& request, State& state,
                            std::string_view bytes, std::size_t size,
                            std::optional<net::Failure> error) {
  // Begins an exchange; `request` and `state` stay valid until over(). False: the connection cannot
  // be used (any more), see failure().
  { protocol.start(request, state) } -> std::same_as<bool>;
  // Files are read by `size` bytes. Nothing: there is nothing to send now, or a pieceProblem().
  { protocol.next(size) } -> std::same_as<Outgoing>;
  // So many bytes of it are on their way; true: next() may have more.
  { protocol.sent(size) } -> std::same_as<bool>;
  { protocol.feed(bytes) } -> std::same_as<ReadStatus>;
  { protocol.ended(error) } -> std::same_as<std::optional<net::Failure>>;
  { protocol.cancel() } -> std::same_as<bool>;
  protocol.leave();
  protocol.over();

  // The exchange under way. next() has given all of it:
  { seen.requestSent() } -> std::same_as<bool>;
  // Why a file of its body cannot be read.
  { seen.pieceProblem() } -> std::convertible_to<std::string_view>;
  // The response has begun, with what was fed.
  { seen.begun() } -> std::same_as<bool>;
  // How many bytes of the last feed() lie behind the response, and, when it is a 101, are of
  // another protocol.
  { seen.unclaimed() } -> std::same_as<std::size_t>;
  { seen.switched() } -> std::same_as<bool>;
  // It failed unprocessed, so it may be sent again.
  { seen.refused() } -> std::same_as<bool>;
  { seen.failure() } -> std::convertible_to<net::Failure>;
  // What explains that no answer comes, behind what is said of that.
  { seen.note() } -> std::convertible_to<std::string>;
  { state.response() } -> std::same_as<const Response&>;
  // Gives unusually large buffers back; the response is void.
  state.trim();

  // The connection.
  { seen.hasAnswers() } -> std::same_as<bool>;
  // Another exchange may be started.
  { seen.usable() } -> std::same_as<bool>;
  // So many bytes have to have arrived at the peer before another exchange is; 0: none.
  { seen.toArrive() } -> std::same_as<std::uint64_t>;
};

}  // namespace hrp::http
