#include "http/transport/transport.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "http/transport/opening.hpp"

namespace hrp::http {
namespace {

using After = Received::After;
using TlsStatus = net::TlsSession::Status;

// Ciphertext made before it is handed to the kernel.
constexpr std::size_t kTlsBatch = 64 << 10;

}  // namespace

void Transport::open(const Way& way, TransportOpener& opener) {
  close();
  opening_ = &context_.acquire();
  opening_->begin(*this, way, opener);
}

void Transport::progress(std::uint32_t events) {
  opening_->progress(events);
}

std::string_view Transport::stage() const {
  return opening_->stageText();
}

void Transport::bookTime() {
  opening_->bookFailed();
}

// ---- receiving ----------------------------------------------------------------------------------

Received Transport::withoutBytes(std::int64_t count) {
  if (count == 0) return {{}, After::kEnded};
  if (count == -EAGAIN) return {{}, After::kDrained};
  return {{}, After::kFailed, static_cast<int>(-count)};
}

Received Transport::readRest() {
  return tls_ != nullptr ? decrypt({}, After::kDrained) : Received{};
}

// Everything that was fed comes as one piece: the buffer has room for it.
Received Transport::decrypt(std::string_view cipher, After otherwise) {
  if (!cipher.empty()) tls_->feed(cipher);
  std::vector<char>& into = context_.plain;
  std::size_t filled = 0;
  TlsStatus status = TlsStatus::kDone;
  while (filled < into.size() && status == TlsStatus::kDone) {
    std::size_t count = 0;
    status = tls_->read(std::span<char>(into).subspan(filled), count);
    if (status != TlsStatus::kDone) break;
    filled += count;
    if (tls_->drained()) break;
  }
  if (status == TlsStatus::kClosed) otherwise = After::kEnded;
  if (status == TlsStatus::kFailed) otherwise = After::kFailed;
  return {{into.data(), filled}, otherwise};
}

net::Failure Transport::failure(const Received& failed) const {
  return failed.error != 0 ? net::transferFailure(failed.error) : tls_->failure();
}

// ---- sending ------------------------------------------------------------------------------------

std::int64_t Transport::encrypt(const iovec& part, std::uint64_t& left) {
  if (tls_->output().size() >= kTlsBatch) {
    if (const int error = flush(left); error != 0) return -error;
    if (unsent()) return 0;
  }
  const std::size_t size = std::min(part.iov_len, pieceBytes());
  if (!tls_->write({static_cast<const char*>(part.iov_base), size})) return -EPIPE;
  encrypted_ += size;
  return static_cast<std::int64_t>(size);
}

int Transport::flushTls(std::uint64_t& left) {
  const std::size_t waiting = tls_->output().size();
  int error = 0;
  while (unsent() && error == 0) {
    const std::string_view out = tls_->output();
    const iovec part{const_cast<char*>(out.data()), out.size()};
    const std::int64_t count = net::sendAll(socket_.get(), {&part, 1});
    if (count == -EAGAIN) break;
    if (count < 0) {
      error = static_cast<int>(-count);
    } else {
      tls_->sent(static_cast<std::size_t>(count));
    }
  }
  // Counted when any of it left: a record cannot be told apart once it is encrypted.
  if (tls_->output().size() < waiting) left += std::exchange(encrypted_, 0);
  return error;
}

// ---- the end ------------------------------------------------------------------------------------

void Transport::close() {
  if (opening_ != nullptr) std::exchange(opening_, nullptr)->giveUp();
  closeSocket();
}

void Transport::closeSocket() {
  if (tls_ != nullptr && tls_->isOpen()) {
    tls_->close();
    std::uint64_t nobody_counts = 0;
    if (socket_.valid()) static_cast<void>(flush(nobody_counts));  // the close_notify, if it fits
  }
  if (socket_.valid()) {
    context_.loop.remove(socket_.get(), user_);
    socket_.reset();
  }
  encrypted_ = 0;
}

base::Result<> Transport::take(Transport& other) {
  close();
  tls_ = std::move(other.tls_);
  if (!other.isOpen()) return {};
  context_.loop.remove(other.socket_.get(), other.user_);
  socket_ = std::move(other.socket_);
  peer_ = other.peer_;
  encrypted_ = std::exchange(other.encrypted_, 0);
  if (auto added = context_.loop.add(socket_.get(), user_); !added) {
    socket_.reset();
    return base::fail(std::move(added.error()));
  }
  return {};
}

}  // namespace hrp::http
