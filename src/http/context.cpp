#include "http/context.hpp"

#include <utility>

#include "hrp/net/dns_lookup.hpp"
#include "http/exchange_slot.hpp"

namespace hrp::http {
namespace {

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
      transports(event_loop, resolverOptions(options), std::move(source_dialer),
                 {options.ca_certificates, options.tls_resumption}),
      heads({.max_body_bytes = options.max_body_bytes,
             .max_head_bytes = options.max_head_bytes,
             .policy = options.validation}),
      random(base::entropySeed()) {}

ClientContext::Impl::~Impl() = default;

ExchangeSlot& ClientContext::Impl::acquire() {
  if (free_slots == nullptr) {
    slots.push_back(std::make_unique<ExchangeSlot>(*this));
    return *slots.back();
  }
  ExchangeSlot& slot = *free_slots;
  free_slots = slot.next_free;
  return slot;
}

void ClientContext::Impl::release(ExchangeSlot& slot) {
  slot.trim();
  slot.next_free = free_slots;
  free_slots = &slot;
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
    if (auto tls = context->impl_->transports.tlsFor(Origin{}); !tls)
      return base::fail(tls.error());
  }
  return context;
}

}  // namespace hrp::http
