#include "http/websocket/websocket_session.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "hrp/base/assert.hpp"
#include "http/exchange_slot.hpp"
#include "http/websocket/websocket_handshake.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using net::Failure;

}  // namespace

WebSocket::WebSocket(ClientContext& context)
    : session_(std::make_unique<Session>(context.impl())) {}
WebSocket::~WebSocket() = default;

void WebSocket::start(const SocketRequest& request, SocketHandler& handler) {
  session_->start(request, handler);
}
ExchangeTrace WebSocket::cancel() {
  return session_->cancel();
}
bool WebSocket::busy() const {
  return session_->busy();
}
bool WebSocket::isOpen() const {
  return session_->isOpen();
}

WebSocket::Session::Session(ClientContext::Impl& context)
    : context_(context),
      transport_(context.transports, *this),
      decoder_(context.options.max_body_bytes) {}

WebSocket::Session::~Session() {
  cancel();
  goodbye();
  drop();
}

// ---- the operation under way --------------------------------------------------------------------

void WebSocket::Session::start(const SocketRequest& request, SocketHandler& handler) {
  HRP_ASSERT(handler_ == nullptr);
  handler_ = &handler;
  request_ = request;
  // What came and went since the last operation is counted with this one.
  const ExchangeTrace idle = std::exchange(trace_, ExchangeTrace());
  trace_.started = trace_.sent = context_.loop.clock().now();
  trace_.bytes_sent = idle.bytes_sent;
  trace_.bytes_received = idle.bytes_received;
  if (request.action == SocketAction::kOpen) {
    beginOpening();
    return;
  }
  trace_.phases.reused = true;
  trace_.peer = peer_;
  armDeadline();
  begin();
}

void WebSocket::Session::beginOpening() {
  goodbye();
  drop();
  failure_ = {};
  peer_status_ = 0;
  unread_.reset();
  unread_bytes_ = 0;
  decoder_ = FrameDecoder(context_.options.max_body_bytes);
  close_sent_ = ending_ = ended_ = readable_ = false;
  Request request;
  request.origin = request_.origin;
  request.head = request_.head;
  request.upgrade = true;
  request.idempotent = false;
  request.deadline = request_.deadline;
  state_ = State::kOpening;
  Transport* const rested = origin_ == *request_.origin ? &transport_ : nullptr;
  connection_ = std::make_unique<Connection>(context_, *request_.origin, rested);
  origin_ = *request_.origin;
  slot_ = &context_.acquire();
  slot_->keep_alive = false;
  slot_->prepare(request, *this, active_);
  connection_->start(*slot_);
}

void WebSocket::Session::begin() {
  const bool closes = request_.action == SocketAction::kClose;
  // What came before the connection ended can still be read.
  if (request_.action == SocketAction::kRead && unread_ != nullptr) {
    tellLater(Later::kMessage);
    return;
  }
  if (state_ != State::kOpen) {
    if (failure_.text.empty()) failure_ = {ErrorKind::kConnect, "websocket: not open"};
    tellLater(closes && peer_status_ != 0 ? Later::kDone : Later::kFailure);
    return;
  }
  bool fine = true;
  switch (request_.action) {
    case SocketAction::kOpen:
    case SocketAction::kRead:
      break;
    case SocketAction::kPing: {
      const std::uint32_t number = ++pings_;
      std::array<char, 4> payload{};
      std::memcpy(payload.data(), &number, payload.size());
      fine = sendFrame(Opcode::kPing, {payload.data(), payload.size()});
      break;
    }
    case SocketAction::kWrite:
    case SocketAction::kWriteAndRead:
      fine = sendFrame(request_.binary ? Opcode::kBinary : Opcode::kText, request_.payload);
      break;
    case SocketAction::kClose:
      close_sent_ = true;
      fine = sendFrame(Opcode::kClose, closePayload(request_.close_status, {}));
      break;
  }
  if (const Failure* const fault = transport_.fault(); !fine && fault != nullptr) {
    failure_ = *fault;
    drop();
    tellLater(Later::kFailure);
    return;
  }
  if (!fine) {
    // A server may say why it closes before it does; reading tells more than the failed write.
    readable_ = ending_ = true;
    wakeUp();
    return;
  }
  if (request_.action == SocketAction::kWrite && written()) tellLater(Later::kDone);
  if (reads() && unread_ != nullptr) tellLater(Later::kMessage);
  if (readable_ || !undecoded_.empty()) wakeUp();
}

bool WebSocket::Session::reads() const {
  if (handler_ == nullptr || state_ == State::kOpening) return false;
  return request_.action == SocketAction::kRead || request_.action == SocketAction::kWriteAndRead;
}

void WebSocket::Session::tellLater(Later later) {
  later_ = later;
  trace_.finished = context_.loop.clock().now();
  wakeUp();
}

void WebSocket::Session::wakeUp() {
  woken_ = true;
  context_.loop.arm(*this, context_.loop.now());
}

// A timer that is armed for an earlier time stays: it looks at the deadline again when it fires.
void WebSocket::Session::armDeadline() {
  const base::TimePoint deadline = request_.deadline;
  if (handler_ == nullptr || deadline == base::TimePoint{}) return;
  if (!armed() || due() > deadline) context_.loop.arm(*this, deadline);
}

void WebSocket::Session::onTimer() {
  const bool woken = std::exchange(woken_, false);
  if (state_ != State::kOpening) armDeadline();
  if (later_ != Later::kNothing) {
    if (readable_ || !undecoded_.empty()) wakeUp();
    tell();
    return;
  }
  if (woken) {
    pump();
    return;
  }
  if (handler_ == nullptr || state_ == State::kOpening) return;
  if (context_.loop.now() < request_.deadline) return;
  if (request_.deadline == base::TimePoint{}) return;
  std::string_view text = "timeout waiting for a websocket message";
  if (request_.action == SocketAction::kPing) text = "timeout waiting for a websocket pong";
  if (request_.action == SocketAction::kClose) text = "timeout closing the websocket";
  if (!written()) text = "timeout writing to the websocket";
  completeFailed({ErrorKind::kTimeout, std::string(text)});
}

void WebSocket::Session::tell() {
  SocketResult result;
  switch (std::exchange(later_, Later::kNothing)) {
    case Later::kNothing:
      return;
    case Later::kFailure:
      completeFailed(failure_);
      return;
    case Later::kDone:
      result.close_status = peer_status_;
      break;
    case Later::kMessage: {
      Message message = std::move(unread_->front());
      unread_->pop_front();
      unread_bytes_ -= message.payload.size() + sizeof(Message);
      if (unread_->empty()) unread_.reset();
      result.payload = message.payload;
      result.binary = message.binary;
      complete(result);
      return;
    }
  }
  complete(result);
}

void WebSocket::Session::complete(SocketResult result) {
  SocketHandler* const handler = std::exchange(handler_, nullptr);
  result.action = request_.action;
  result.trace = std::exchange(trace_, ExchangeTrace());
  if (result.action != SocketAction::kOpen) {
    if (result.trace.finished == base::TimePoint{}) {
      result.trace.finished = context_.loop.clock().now();
    }
    result.trace.phases.total = result.trace.finished - result.trace.started;
  }
  handler->onSocket(result);
}

void WebSocket::Session::completeFailed(const Failure& failure, const Response* response) {
  const Failure reported = failure;  // it may be a member
  SocketResult result;
  result.kind = reported.kind;
  result.message = reported.text;
  result.response = response;
  complete(result);
}

ExchangeTrace WebSocket::Session::cancel() {
  if (handler_ == nullptr) return {};
  handler_ = nullptr;
  later_ = Later::kNothing;
  ExchangeTrace trace = std::exchange(trace_, ExchangeTrace());
  if (state_ == State::kOpening) {
    connection_->abandon();
    trace = slot_->trace;
    context_.release(*std::exchange(slot_, nullptr));
    connection_.reset();
    state_ = State::kClosed;
  }
  return trace;
}

void WebSocket::Session::onResponse(const Response& response, const ExchangeTrace& trace) {
  trace_ = trace;
  peer_ = trace.peer;
  std::string fault = faultOfHandshake(response, request_.key, request_.protocols);
  undecoded_ = std::move(std::exchange(slot_, nullptr)->after_response);
  const std::unique_ptr<Connection> connection = std::move(connection_);
  state_ = State::kClosed;
  if (fault.empty()) {
    if (auto taken = transport_.take(connection->transport()); !taken) {
      completeFailed({ErrorKind::kLimit, taken.error().message}, &response);
      return;
    }
    trace_.bytes_received += undecoded_.size();
    state_ = State::kOpen;
    if (!undecoded_.empty()) wakeUp();
    SocketResult result;
    result.response = &response;
    complete(result);
    return;
  }
  std::string().swap(undecoded_);
  failure_ = {ErrorKind::kProtocol, std::move(fault)};
  completeFailed(failure_, &response);
}

void WebSocket::Session::onFailure(ErrorKind kind, std::string_view message,
                                   const ExchangeTrace& trace) {
  trace_ = trace;
  slot_ = nullptr;
  connection_.reset();
  state_ = State::kClosed;
  failure_ = {kind, std::string(message)};
  completeFailed(failure_);
}

// ---- the end of the connection ------------------------------------------------------------------

void WebSocket::Session::goodbye() {
  if (state_ != State::kOpen || close_sent_ || !written()) return;
  static_cast<void>(sendFrame(Opcode::kClose, closePayload(kCloseNormal, {})));
}

void WebSocket::Session::drop() {
  transport_.close();
  std::string().swap(out_);
  std::string().swap(undecoded_);
  out_sent_ = 0;
  state_ = State::kClosed;
}

}  // namespace hrp::http
