#include "http/context.hpp"

#include <utility>

#include "hrp/net/dns_lookup.hpp"
#include "http/transport/exchange_slot.hpp"

namespace hrp::http {
namespace {
constexpr std::size_t kReadBytes = 64 << 10;
// Room for a full read and for the record that was incomplete before it.
constexpr std::size_t kPlainBytes = kReadBytes + (32 << 10);

net::Resolver::Options resolverOptions(const ClientContext::Options& options) {
  net::Resolver::Options resolver;
  resolver.pins = options.pins;
  resolver.lookup = net::makeDnsLookup(options.dns_server);
  return resolver;
}

}  // namespace

ClientContext::Impl::Impl(net::EventLoop& event_loop, Options context_options,
                          ProxyRules proxy_rules, net::Dialer source_dialer)
    : loop(event_loop),
      options(std::move(context_options)),
      proxies(std::move(proxy_rules)),
      resolver(event_loop, resolverOptions(options)),
      dialer(std::move(source_dialer)),
      heads({.max_body_bytes = options.max_body_bytes,
             .max_head_bytes = options.max_head_bytes,
             .policy = options.validation}),
      random(base::entropySeed()),
      plain(kPlainBytes) {}

ClientContext::Impl::~Impl() = default;

ExchangeSlot& ClientContext::Impl::acquire() {
  if (free_slots.empty()) {
    slots.push_back(std::make_unique<ExchangeSlot>(*this));
    free_slots.reserve(slots.size());
    return *slots.back();
  }
  ExchangeSlot& slot = *free_slots.back();
  free_slots.pop_back();
  return slot;
}

void ClientContext::Impl::release(ExchangeSlot& slot) {
  slot.parser.trim();
  free_slots.push_back(&slot);
}

base::Result<net::TlsContext*> ClientContext::Impl::tlsFor(const Origin& origin) {
  for (const TlsEntry& entry : tls) {
    if (entry.verify == origin.verify_tls && entry.certificate == origin.certificate) {
      return entry.context.get();
    }
  }
  auto made = net::TlsContext::create({.verify = origin.verify_tls,
                                       .ca_certificates = options.ca_certificates,
                                       .certificate = origin.certificate,
                                       .resumption = options.tls_resumption});
  if (!made) return base::fail(made.error());
  tls.push_back({origin.verify_tls, origin.certificate, std::move(*made)});
  cipher.resize(kReadBytes);
  return tls.back().context.get();
}

ClientContext::ClientContext() = default;
ClientContext::~ClientContext() = default;

base::Result<std::unique_ptr<ClientContext>> ClientContext::create(net::EventLoop& loop,
                                                                   Options options) {
  auto proxies = ProxyRules::create(options.proxy);
  if (!proxies) return base::fail(proxies.error());
  auto dialer = net::Dialer::create({.sources = options.sources,
                                     .thread = options.thread,
                                     .threads = options.threads,
                                     .seed = base::entropySeed()});
  if (!dialer) return base::fail(dialer.error());
  std::unique_ptr<ClientContext> context(new ClientContext());
  context->impl_ =
      std::make_unique<Impl>(loop, std::move(options), std::move(*proxies), std::move(*dialer));
  // CA certificates that are none are an error of the caller now, not of each request later.
  if (!context->impl_->options.ca_certificates.empty()) {
    if (auto tls = context->impl_->tlsFor(Origin{}); !tls) return base::fail(tls.error());
  }
  return context;
}

}  // namespace hrp::http
