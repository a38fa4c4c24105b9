#include "hrp/net/tls_tickets.hpp"

#include <openssl/asn1.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace hrp::net {
namespace {

constexpr int kPeerTag = 3;  // of SSL_SESSION in OpenSSL's ASN.1: the certificate of the server

// The encoding of a session without that certificate, which is most of it and says nothing that
// resuming needs. Empty when there is none, or it is larger than a ticket may be.
std::string writtenDown(const SSL_SESSION* session) {
  unsigned char* encoding = nullptr;
  const int size = i2d_SSL_SESSION(session, &encoding);
  if (size <= 0) return {};
  std::string fields;
  const unsigned char* at = encoding;
  long length = 0;
  int tag = 0;
  int kind = 0;
  bool good = (ASN1_get_object(&at, &length, &tag, &kind, size) & 0x80) == 0;
  const unsigned char* const end = at + length;
  while (good && at < end) {
    const unsigned char* const begin = at;
    good = (ASN1_get_object(&at, &length, &tag, &kind, end - at) & 0x80) == 0;
    at += length;
    if (good && !(kind == V_ASN1_CONTEXT_SPECIFIC && tag == kPeerTag)) {
      fields.append(reinterpret_cast<const char*>(begin), static_cast<std::size_t>(at - begin));
    }
  }
  OPENSSL_free(encoding);
  const int inner = static_cast<int>(fields.size());
  const int whole = ASN1_object_size(1, inner, V_ASN1_SEQUENCE);
  if (!good || whole < 0 || whole > std::numeric_limits<std::uint16_t>::max()) return {};
  std::string text(static_cast<std::size_t>(whole - inner), '\0');
  auto* head = reinterpret_cast<unsigned char*>(text.data());
  ASN1_put_object(&head, 1, inner, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  return text += fields;
}

}  // namespace

void TlsTickets::dropOffered() {
  texts_.erase(0, std::exchange(sizes_[0], std::uint16_t{0}));
}

SSL_SESSION* TlsTickets::next() {
  if (fresh_ > 0) {
    dropOffered();
    std::shift_left(sizes_.begin(), sizes_.end(), 1);
    sizes_.back() = 0;
    --fresh_;
  }
  if (sizes_[0] == 0) return nullptr;
  const auto* text = reinterpret_cast<const unsigned char*>(texts_.data());
  return d2i_SSL_SESSION(nullptr, &text, sizes_[0]);
}

void TlsTickets::keep(const SSL_SESSION* ticket) {
  const std::string text = writtenDown(ticket);
  if (text.empty()) return;
  if (fresh_ == kMostFresh) {
    texts_.erase(sizes_[0], sizes_[1]);
    std::shift_left(sizes_.begin() + 1, sizes_.end(), 1);
    --fresh_;
  }
  texts_.reserve(texts_.size() + text.size());
  texts_ += text;
  sizes_[++fresh_] = static_cast<std::uint16_t>(text.size());
}

void TlsTickets::keepOnly(const SSL_SESSION* session) {
  std::string().swap(texts_);
  sizes_ = {};
  fresh_ = 0;
  keep(session);
}

void TlsTickets::refused() {
  dropOffered();
}

}  // namespace hrp::net
