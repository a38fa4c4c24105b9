#pragma once
// Http1Session: HTTP/1.x on one connection (RFC 9112): a head and a body go out, a response comes
// back. The contract and the order of calls are those of message/protocol.hpp. Between exchanges it
// says nothing and is told nothing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http1/response_parser.hpp"
#include "http/message/protocol.hpp"

namespace hrp::http {

// What one exchange needs besides its request. Pooled with the exchange slots.
struct Http1Exchange {
  // `scratch` is of the thread; pieces of files lie there on their way out.
  Http1Exchange(HeadReader& heads, std::vector<char>& scratch) : parser(heads), piece(scratch) {}

  [[nodiscard]] const Response& response() const { return parser.response(); }
  void trim() { parser.trim(); }
  [[nodiscard]] std::uint64_t requestBytes() const {
    return request->head.size() + request->body.size() + request->more_bytes;
  }

  const Request* request = nullptr;
  std::uint64_t written = 0;  // of its head and body
  ResponseParser parser;
  std::vector<char>& piece;
  std::string piece_problem;
};

class Http1Session {
 public:
  bool start(const Request& request, Http1Exchange& exchange);
  [[nodiscard]] Outgoing next(std::size_t most) {
    Outgoing out;
    const std::uint64_t at = exchange_ != nullptr ? exchange_->written : 0;
    if (exchange_ == nullptr || at == exchange_->requestBytes()) return out;
    const Request& request = *exchange_->request;
    if (at < request.head.size()) {
      out.add(request.head.substr(at));
      out.add(request.body);
    } else {
      addRest(out, at - request.head.size(), most);
    }
    return out;
  }
  [[nodiscard]] bool sent(std::size_t count) {
    exchange_->written += count;
    return !requestSent();
  }
  [[nodiscard]] ReadStatus feed(std::string_view data) {
    if (exchange_ == nullptr) return ReadStatus::kFailed;  // data that nobody asked for
    return exchange_->parser.feed(data);
  }
  [[nodiscard]] std::optional<net::Failure> ended(std::optional<net::Failure> error);
  bool cancel() { return false; }
  void leave() {
    exchange_ = nullptr;
    answered_head_ = false;
  }
  void over() {
    answered_head_ = exchange_->request->head_method;
    exchange_ = nullptr;
  }

  [[nodiscard]] bool requestSent() const {
    return exchange_ == nullptr || exchange_->written == exchange_->requestBytes();
  }
  [[nodiscard]] std::string_view pieceProblem() const {
    return exchange_ != nullptr ? std::string_view(exchange_->piece_problem) : std::string_view();
  }
  [[nodiscard]] static bool begun() { return true; }  // with the first byte
  [[nodiscard]] std::size_t unclaimed() const { return exchange_->parser.trailingBytes(); }
  [[nodiscard]] bool switched() const { return exchange_->parser.response().status == 101; }
  [[nodiscard]] static bool refused() { return false; }
  [[nodiscard]] net::Failure failure() const;
  [[nodiscard]] static std::string note() { return {}; }

  [[nodiscard]] static bool hasAnswers() { return false; }
  [[nodiscard]] bool usable() const {
    if (exchange_ == nullptr) return true;
    const ResponseParser& parser = exchange_->parser;
    return requestSent() && parser.keepAlive() && parser.trailingBytes() == 0;
  }
  [[nodiscard]] std::uint64_t toArrive() const { return exchange_->requestBytes(); }

 private:
  void addRest(Outgoing& out, std::uint64_t at, std::size_t most);
  void addPiece(Outgoing& out, const base::StoredFile& file, std::uint64_t at, std::size_t most);

  Http1Exchange* exchange_ = nullptr;  // null: none under way
  bool answered_head_ = false;         // the exchange before was a HEAD
};

}  // namespace hrp::http
