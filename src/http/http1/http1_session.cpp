#include "http/http1/http1_session.hpp"

#include <algorithm>

namespace hrp::http {

using base::ErrorKind;
using net::Failure;

bool Http1Session::start(const Request& request, Http1Exchange& exchange) {
  exchange.request = &request;
  exchange.written = 0;
  exchange.piece_problem.clear();
  exchange.parser.reset(askedBy(request));
  exchange_ = &exchange;
  return true;
}

// What stands behind the head from `at` on: of the body, or of one of its further pieces.
void Http1Session::addRest(Outgoing& out, std::uint64_t at, std::size_t most) {
  const Request& request = *exchange_->request;
  if (at < request.body.size()) {
    out.add(request.body.substr(at));
    return;
  }
  at -= request.body.size();
  for (const BodyPiece& piece : request.more_body) {
    if (at >= piece.size()) {
      at -= piece.size();
    } else if (piece.file != nullptr) {
      return addPiece(out, *piece.file, at, most);
    } else {
      return out.add(piece.text.substr(at, most));
    }
  }
}

// Nothing when it cannot be read, and piece_problem says why.
void Http1Session::addPiece(Outgoing& out, const base::StoredFile& file, std::uint64_t at,
                            std::size_t most) {
  std::vector<char>& into = exchange_->piece;
  into.resize(std::min<std::uint64_t>(file.size() - at, most));
  if (const auto done = file.read(at, into); !done) {
    exchange_->piece_problem = done.error().message;
  } else {
    out.add({into.data(), into.size()});
  }
}

// A response may end with its connection, if that ends without an error.
std::optional<Failure> Http1Session::ended(std::optional<Failure> error) {
  if (error) return error;
  ResponseParser& parser = exchange_->parser;
  if (parser.finish() == ReadStatus::kComplete) return {};
  const ErrorKind kind = parser.truncated() ? ErrorKind::kReset : ErrorKind::kProtocol;
  return Failure{kind, std::string(parser.error())};
}

// Bytes that are no head, where the response to a HEAD came before, are the body of that.
Failure Http1Session::failure() const {
  const ResponseParser& parser = exchange_->parser;
  const bool of_head = answered_head_ && !parser.headComplete();
  return {ErrorKind::kProtocol, of_head ? "the server sent a body to HEAD, the request before"
                                        : std::string(parser.error())};
}

}  // namespace hrp::http
