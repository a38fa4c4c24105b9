#include "http/context.hpp"

#include <utility>

#include "http/exchange_slot.hpp"

namespace hrp::http {
namespace {
constexpr std::size_t kReadBytes = 64 << 10;
// Room for a full read and for the record that was incomplete before it.
constexpr std::size_t kPlainBytes = kReadBytes + (32 << 10);
}  // namespace

ClientContext::Impl::Impl(net::EventLoop& event_loop, Options context_options,
                          ProxyRules proxy_rules)
    : loop(event_loop),
      options(std::move(context_options)),
      proxies(std::move(proxy_rules)),
      resolver(event_loop, net::Resolver::Options{}),
      random(base::entropySeed()),
      plain(kPlainBytes) {}

ClientContext::Impl::~Impl() = default;

ExchangeSlot& ClientContext::Impl::acquire() {
  if (free_slots.empty()) {
    const ResponseParser::Limits limits{.max_body_bytes = options.max_body_bytes,
                                        .max_head_bytes = options.max_head_bytes};
    slots.push_back(std::make_unique<ExchangeSlot>(*this, limits));
    free_slots.reserve(slots.size());
    return *slots.back();
  }
  ExchangeSlot& slot = *free_slots.back();
  free_slots.pop_back();
  return slot;
}

void ClientContext::Impl::release(ExchangeSlot& slot) {
  slot.parser.reset({});  // lets go of unusually large buffers
  free_slots.push_back(&slot);
}

base::Result<net::TlsContext*> ClientContext::Impl::tlsFor(bool verify) {
  std::unique_ptr<net::TlsContext>& context = verify ? verifying : trusting;
  if (context == nullptr) {
    auto made = net::TlsContext::create({.verify = verify, .ca_file = options.ca_file});
    if (!made) return base::fail(made.error());
    context = std::move(*made);
    cipher.resize(kReadBytes);
  }
  return context.get();
}

ClientContext::ClientContext() = default;
ClientContext::~ClientContext() = default;

base::Result<std::unique_ptr<ClientContext>> ClientContext::create(net::EventLoop& loop,
                                                                   Options options) {
  auto proxies = ProxyRules::create(options.proxy);
  if (!proxies) return base::fail(proxies.error());
  std::unique_ptr<ClientContext> context(new ClientContext());
  context->impl_ = std::make_unique<Impl>(loop, std::move(options), std::move(*proxies));
  // A CA file that cannot be read is an error of the caller now, not of each request later.
  if (!context->impl_->options.ca_file.empty()) {
    if (auto tls = context->impl_->tlsFor(true); !tls) return base::fail(tls.error());
  }
  return context;
}

}  // namespace hrp::http
