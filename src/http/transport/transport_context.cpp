#include "http/transport/transport_context.hpp"

#include <utility>

#include "http/transport/opening.hpp"

namespace hrp::http {
namespace {

constexpr std::size_t kReadBytes = 64 << 10;
// Room for a full read and for the record that was incomplete before it.
constexpr std::size_t kPlainBytes = kReadBytes + (32 << 10);

}  // namespace

TransportContext::TransportContext(net::EventLoop& event_loop, net::Resolver::Options names,
                                   net::Dialer source_dialer, TlsSettings tls_settings)
    : loop(event_loop),
      resolver(event_loop, std::move(names)),
      dialer(std::move(source_dialer)),
      settings(std::move(tls_settings)),
      plain(kPlainBytes) {}

TransportContext::~TransportContext() = default;

Opening& TransportContext::acquire() {
  if (free_openings.empty()) {
    openings.push_back(std::make_unique<Opening>(*this));
    free_openings.reserve(openings.size());
    return *openings.back();
  }
  Opening& opening = *free_openings.back();
  free_openings.pop_back();
  return opening;
}

void TransportContext::release(Opening& opening) {
  free_openings.push_back(&opening);
}

base::Result<net::TlsContext*> TransportContext::tlsFor(const Origin& origin) {
  for (const TlsEntry& entry : tls) {
    if (entry.verify == origin.verify_tls && entry.certificate == origin.certificate) {
      return entry.context.get();
    }
  }
  auto made = net::TlsContext::create({.verify = origin.verify_tls,
                                       .ca_certificates = settings.ca_certificates,
                                       .certificate = origin.certificate,
                                       .resumption = settings.resumption});
  if (!made) return base::fail(made.error());
  tls.push_back({origin.verify_tls, origin.certificate, std::move(*made)});
  cipher.resize(kReadBytes);
  return tls.back().context.get();
}

}  // namespace hrp::http
