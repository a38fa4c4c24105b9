#include "http/http2/http2_session.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "http/http2/http2_fields.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;

// What a server may send before it has to wait for us. Large, so that only large bodies need a
// WINDOW_UPDATE; a response beyond its bound ends the connection long before.
constexpr std::int32_t kStreamWindow = 6 << 20;
constexpr std::int32_t kConnectionWindow = 16 << 20;
// Output that is made ahead of the kernel.
constexpr std::size_t kOutputBatch = 64 << 10;
constexpr std::size_t kKeptOutputBytes = 4 << 10;
// Numbers of streams grow by two and are not used again.
constexpr std::int32_t kLastStream = INT32_MAX - 2;
// Bytes that an exchange may receive beyond its body and what the body and the request justify:
// heads, pings, settings, empty frames.
constexpr std::uint64_t kMaxOverhead = 1 << 20;
// Exchanges in a row that may be given up without a byte from the server meanwhile. Its answer to
// the PING of the first is mostly still under way when the user's next request is due.
constexpr int kMostSilences = 1;
// Of a request's fields; what the server takes is for the server to say.
constexpr std::size_t kMaxRequestFields = 16 << 20;
// CONTINUATION frames of one head. nghttp2 counts one whose own head comes in pieces for each of
// them, so its usual 8 would fail good heads of slow servers.
constexpr std::size_t kMaxContinuations = 100;

std::string codeName(std::uint32_t code) {
  return nghttp2_http2_strerror(code);
}

std::string_view textOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Reasons are shown and are labels, so they have to be short and printable.
std::string reasonOf(std::string_view reason) {
  constexpr std::size_t kMost = 80;
  std::string text(reason.substr(0, kMost));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < 0x20 || c == 0x7f; }, '?');
  return text.empty() ? text : " (" + text + ")";
}

}  // namespace

// What nghttp2 calls. A value other than 0 ends the session at once.
struct Http2Events {
  static Http2Session& of(void* user) { return *static_cast<Http2Session*>(user); }

  static int broken(Http2Session& session, std::string_view text) {
    session.breakConnection({ErrorKind::kProtocol, std::string(text)});
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }

  static bool isOfExchange(const Http2Session& session, std::int32_t stream) {
    return stream == session.stream_ && session.exchange_ != nullptr;
  }

  // Also for a push that nghttp2 would refuse without a word.
  static int onBeginFrame(nghttp2_session* /*raw*/, const nghttp2_frame_hd* head, void* user) {
    if (head->type != NGHTTP2_PUSH_PROMISE) return 0;
    return broken(of(user), "HTTP/2: PUSH_PROMISE although pushes are not wanted");
  }

  static int onBeginHeaders(nghttp2_session* /*raw*/, const nghttp2_frame* frame, void* user) {
    Http2Session& session = of(user);
    if (isOfExchange(session, frame->hd.stream_id)) session.exchange_->answer.beginFields();
    return 0;
  }

  static int onHeader(nghttp2_session* /*raw*/, const nghttp2_frame* frame,
                      const std::uint8_t* name, std::size_t name_size, const std::uint8_t* value,
                      std::size_t value_size, std::uint8_t /*flags*/, void* user) {
    Http2Session& session = of(user);
    if (!isOfExchange(session, frame->hd.stream_id)) return 0;
    Http2Response& response = session.exchange_->answer;
    if (response.field(textOf(name, name_size), textOf(value, value_size))) return 0;
    return broken(session, response.error());
  }

  static int onInvalidHeader(nghttp2_session* /*raw*/, const nghttp2_frame* frame,
                             const std::uint8_t* /*name*/, std::size_t /*name_size*/,
                             const std::uint8_t* /*value*/, std::size_t /*value_size*/,
                             std::uint8_t /*flags*/, void* user) {
    Http2Session& session = of(user);
    if (!isOfExchange(session, frame->hd.stream_id)) return 0;
    return broken(session, "malformed header field");
  }

  static int onData(nghttp2_session* /*raw*/, std::uint8_t /*flags*/, std::int32_t stream,
                    const std::uint8_t* data, std::size_t size, void* user) {
    Http2Session& session = of(user);
    session.received_body_ += size;
    if (!isOfExchange(session, stream)) return 0;
    Http2Response& response = session.exchange_->answer;
    if (response.data(textOf(data, size))) return 0;
    return broken(session, response.error());
  }

  static int onFrame(nghttp2_session* /*raw*/, const nghttp2_frame* frame, void* user) {
    Http2Session& session = of(user);
    const nghttp2_frame_hd& head = frame->hd;
    if (head.type == NGHTTP2_GOAWAY) {
      session.going_away_ = session.sent_away_ = true;
      session.away_code_ = frame->goaway.error_code;
      return 0;
    }
    if (!isOfExchange(session, head.stream_id)) return 0;
    Http2Response& response = session.exchange_->answer;
    bool fine = true;
    if (head.type == NGHTTP2_HEADERS) fine = response.endFields();
    if (head.type == NGHTTP2_RST_STREAM) session.reset_by_peer_ = true;
    const bool carries = head.type == NGHTTP2_HEADERS || head.type == NGHTTP2_DATA;
    if (fine && carries && (head.flags & NGHTTP2_FLAG_END_STREAM) != 0) fine = response.end();
    return fine ? 0 : broken(session, response.error());
  }

  static int onFrameSent(nghttp2_session* /*raw*/, const nghttp2_frame* frame, void* user) {
    // nghttp2 ends a connection whose server broke the protocol with a GOAWAY that says why.
    if (frame->hd.type != NGHTTP2_GOAWAY || frame->goaway.error_code == NGHTTP2_NO_ERROR) return 0;
    const auto& away = frame->goaway;
    of(user).breakConnection(
        {ErrorKind::kProtocol, "HTTP/2: " + codeName(away.error_code) +
                                   reasonOf(textOf(away.opaque_data, away.opaque_data_len))});
    return 0;
  }

  static int onStreamClose(nghttp2_session* /*raw*/, std::int32_t stream, std::uint32_t code,
                           void* user) {
    Http2Session& session = of(user);
    if (!isOfExchange(session, stream)) return 0;
    session.stream_ = 0;
    if (!session.exchange_->answer.complete()) session.breakStream(code);
    return 0;
  }

  // Behind the colon it names stream and field, which would make every failure one of its own.
  static int onError(nghttp2_session* /*raw*/, int /*code*/, const char* text, std::size_t size,
                     void* user) {
    const std::string_view whole(text, size);
    of(user).complaint_ = whole.substr(0, whole.find(':'));
    return 0;
  }

  static ssize_t readBody(nghttp2_session* /*raw*/, std::int32_t stream, std::uint8_t* into,
                          std::size_t size, std::uint32_t* flags, nghttp2_data_source* /*source*/,
                          void* user) {
    Http2Session& session = of(user);
    if (!isOfExchange(session, stream)) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    const std::size_t count = session.readBody({reinterpret_cast<char*>(into), size});
    if (!session.piece_problem_.empty()) return NGHTTP2_ERR_CALLBACK_FAILURE;
    if (session.left_ == 0) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }
};

namespace {

// The callbacks and options are the same for every session and are copied into it.
struct Http2Setup {
  Http2Setup() {
    if (nghttp2_session_callbacks_new(&callbacks) != 0 || nghttp2_option_new(&options) != 0) return;
    nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks, Http2Events::onBeginFrame);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Http2Events::onBeginHeaders);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, Http2Events::onHeader);
    nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks,
                                                             Http2Events::onInvalidHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Http2Events::onData);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Http2Events::onFrame);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, Http2Events::onFrameSent);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Http2Events::onStreamClose);
    nghttp2_session_callbacks_set_error_callback2(callbacks, Http2Events::onError);
    nghttp2_option_set_no_closed_streams(options, 1);
    nghttp2_option_set_max_continuations(options, kMaxContinuations);
    nghttp2_option_set_max_send_header_block_length(options, kMaxRequestFields);
    // Blanks around a value are cut off, as in HTTP/1.1, instead of failing the response.
    nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(options, 1);
  }
  ~Http2Setup() {
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_option_del(options);
  }
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_option* options = nullptr;
};

}  // namespace

Http2Session::Http2Session(std::size_t max_head_bytes) {
  static const Http2Setup kSetup;
  if (nghttp2_session_client_new2(&session_, kSetup.callbacks, this, kSetup.options) != 0) {
    session_ = nullptr;
    breakConnection({ErrorKind::kLimit, "no memory for an HTTP/2 connection"});
    return;
  }
  const std::array<nghttp2_settings_entry, 3> settings{{
      {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindow},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(max_head_bytes)},
  }};
  const int submitted =
      nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  const int widened =
      nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kConnectionWindow);
  if (submitted != 0 || widened != 0) {
    breakConnection({ErrorKind::kLimit, "no memory for an HTTP/2 connection"});
  }
}

Http2Session::~Http2Session() {
  nghttp2_session_del(session_);
}

bool Http2Session::start(const Request& request, Http2Exchange& exchange) {
  if (broken_) return false;
  exchange.answer.reset(askedBy(request));
  makeHttp2Fields(request.head, request.origin->tls, exchange.fields);
  piece_ = {request.body, nullptr};
  piece_at_ = request.chunk.before;
  more_ = request.more_body;
  left_ = request.body.size() + request.more_bytes - request.chunk.before - request.chunk.after;
  refused_ = stream_broken_ = reset_by_peer_ = begun_ = false;
  complaint_.clear();
  received_ = received_body_ = sent_bytes_ = 0;
  nghttp2_data_provider body{{.ptr = nullptr}, Http2Events::readBody};
  const std::int32_t stream =
      nghttp2_submit_request(session_, nullptr, exchange.fields.data(), exchange.fields.size(),
                             left_ > 0 ? &body : nullptr, nullptr);
  if (stream < 0) {
    breakConnection({ErrorKind::kInternal, std::string("HTTP/2: ") + nghttp2_strerror(stream)});
    return false;
  }
  exchange_ = &exchange;
  stream_ = last_stream_ = stream;
  return true;
}

std::size_t Http2Session::readBody(std::span<char> into) {
  std::size_t count = 0;
  while (count < into.size() && left_ > 0) {
    if (piece_at_ == piece_.size()) {
      piece_ = more_.front();
      piece_at_ = 0;
      more_ = more_.subspan(1);
      continue;
    }
    // What frames a chunk at the end of the last piece is left out.
    const std::size_t part = std::min({piece_.size() - piece_at_, into.size() - count, left_});
    if (piece_.file == nullptr) {
      std::memcpy(into.data() + count, piece_.text.data() + piece_at_, part);
    } else if (const auto done = piece_.file->read(piece_at_, into.subspan(count, part)); !done) {
      piece_problem_ = done.error().message;
      return count;
    }
    piece_at_ += part;
    count += part;
    left_ -= part;
  }
  return count;
}

Http2Session::Status Http2Session::feed(std::string_view data) {
  if (!broken_ && !data.empty()) {
    // The first frame is SETTINGS; as the length of a frame an 'H' would be beyond all bounds.
    if (!std::exchange(spoken_, true) && data.front() == 'H') {
      breakConnection({ErrorKind::kProtocol, "the server answers with HTTP/1, not with HTTP/2"});
    }
    silences_ = 0;
    received_ += data.size();
  }
  if (!broken_) {
    const ssize_t taken = nghttp2_session_mem_recv(
        session_, reinterpret_cast<const std::uint8_t*>(data.data()), data.size());
    if (taken == NGHTTP2_ERR_FLOODED) {
      breakConnection({ErrorKind::kProtocol, "HTTP/2: too many SETTINGS or PING frames"});
    } else if (taken < 0) {
      const auto code = static_cast<int>(taken);
      breakConnection({ErrorKind::kProtocol, std::string("HTTP/2: ") + nghttp2_strerror(code)});
    }
  }
  // A stream that nghttp2 resets is closed when its RST_STREAM is made.
  pump();
  if (received_ > allowance()) {
    breakConnection({ErrorKind::kProtocol, "HTTP/2: too many frames that carry nothing"});
  }
  return conclude();
}

// Each byte of the response's body may come in a frame of its own, and what was sent is answered
// with window updates.
std::uint64_t Http2Session::allowance() const {
  const std::uint64_t late = cancelled_ ? std::uint64_t{kConnectionWindow} : 0;
  return kMaxOverhead + late + received_body_ * 16 + sent_bytes_ / 16;
}

Http2Session::Status Http2Session::conclude() {
  if (exchange_ == nullptr) return broken_ ? Status::kFailed : Status::kNeedMore;
  Http2Response& response = exchange_->answer;
  begun_ = response.begun();
  if (response.complete()) {
    // A server may answer before it has the whole request; the rest is not sent.
    if (stream_ != 0) {
      dropStream();
      pump();
    }
    exchange_ = nullptr;
    return Status::kComplete;
  }
  if (broken_ || stream_broken_) {
    stream_ = 0;
    exchange_ = nullptr;
    left_ = 0;
    return Status::kFailed;
  }
  response.keep();
  return Status::kNeedMore;
}

void Http2Session::dropStream() {
  if (!broken_) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream_, NGHTTP2_CANCEL);
    cancelled_ = true;
  }
  stream_ = 0;
  left_ = 0;
}

bool Http2Session::cancel() {
  if (exchange_ == nullptr) return true;
  dropStream();
  exchange_ = nullptr;
  // Whether the server is still there is known when it answers; what was asked before is not asked
  // again.
  if (++silences_ == 1 && !broken_) nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr);
  return true;
}

void Http2Session::leave() {
  if (exchange_ != nullptr) dropStream();
  exchange_ = nullptr;
  going_away_ = true;
  if (!broken_) nghttp2_session_terminate_session(session_, NGHTTP2_NO_ERROR);
}

void Http2Session::breakConnection(net::Failure failure) {
  if (broken_) return;
  broken_ = true;
  if (!stream_broken_) failure_ = std::move(failure);
}

void Http2Session::breakStream(std::uint32_t code) {
  if (broken_ || stream_broken_) return;
  stream_broken_ = true;
  refused_ = code == NGHTTP2_REFUSED_STREAM && (reset_by_peer_ || going_away_);
  if (reset_by_peer_) {
    failure_ = {ErrorKind::kReset, "stream reset by the server: " + codeName(code)};
  } else if (refused_) {
    failure_ = {ErrorKind::kReset, "GOAWAY from the server: " + codeName(away_code_)};
  } else {
    std::string text = "malformed HTTP/2 response";
    const Http2Response& response = exchange_->answer;
    if (response.bodiless() && complaint_.empty()) {
      text = response.toHead() ? "the server sent a body to HEAD"
                               : "response body although its status permits none";
    } else if (response.hasOtherLength()) {
      text = "response body of another length than its Content-Length";
    } else {
      text += reasonOf(complaint_);
    }
    failure_ = {ErrorKind::kProtocol, std::move(text)};
    broken_ = true;
  }
}

std::optional<net::Failure> Http2Session::ended(std::optional<net::Failure> error) const {
  // A server that says why tells more than the reset that may come with it.
  if (going_away_ && away_code_ != NGHTTP2_NO_ERROR) {
    return net::Failure{ErrorKind::kReset, "GOAWAY from the server: " + codeName(away_code_)};
  }
  if (error) return net::Failure{error->kind, error->text + note()};
  std::string text = "connection closed inside the response head";
  if (!spoken_) {
    text = "connection closed before the server spoke HTTP/2";
  } else if (exchange_ == nullptr || !exchange_->answer.begun()) {
    text = "connection closed before the response";
  } else if (exchange_->answer.headComplete()) {
    text = "connection closed inside the response body";
  }
  return net::Failure{ErrorKind::kReset, text + note()};
}

std::string Http2Session::note() const {
  return sent_away_ ? " after a GOAWAY from the server: " + codeName(away_code_) : std::string();
}

void Http2Session::pump() {
  while (!broken_ && output_.size() - sent_ < kOutputBatch) {
    const std::uint8_t* data = nullptr;
    const ssize_t count = nghttp2_session_mem_send(session_, &data);
    if (count < 0) {
      breakConnection(piece_problem_.empty()
                          ? net::Failure{ErrorKind::kLimit, "no memory for an HTTP/2 connection"}
                          : net::Failure{ErrorKind::kScript, "upload: " + piece_problem_});
      return;
    }
    if (count == 0) return;
    output_.append(reinterpret_cast<const char*>(data), static_cast<std::size_t>(count));
  }
}

std::string_view Http2Session::output() {
  if (!hasAnswers()) pump();
  return std::string_view(output_).substr(sent_);
}

bool Http2Session::sent(std::size_t count) {
  sent_ += count;
  sent_bytes_ += count;
  if (sent_ == output_.size()) {
    sent_ = 0;
    output_.clear();
    if (left_ == 0 && output_.capacity() > kKeptOutputBytes) output_.shrink_to_fit();
  }
  return true;
}

bool Http2Session::usable() const {
  return !broken_ && silences_ <= kMostSilences && !going_away_ && last_stream_ < kLastStream;
}

}  // namespace hrp::http
