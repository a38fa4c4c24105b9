#pragma once
// ClientContext::Impl: what the clients of one engine thread share. Exchange slots are pooled here,
// so a user that waits or thinks holds no buffer, timer or parser.

#include <memory>
#include <vector>

#include "hrp/base/random.hpp"
#include "hrp/http/client.hpp"
#include "hrp/net/dialer.hpp"
#include "hrp/net/resolver.hpp"
#include "hrp/net/tls.hpp"
#include "http/message/head_reader.hpp"

namespace hrp::http {

struct ExchangeSlot;

struct ClientContext::Impl {
  Impl(net::EventLoop& event_loop, Options context_options, ProxyRules proxy_rules,
       net::Dialer source_dialer);
  ~Impl();

  [[nodiscard]] ExchangeSlot& acquire();
  void release(ExchangeSlot& slot);
  // The TLS settings for connections to `origin`, made when they are first asked for.
  [[nodiscard]] base::Result<net::TlsContext*> tlsFor(const Origin& origin);

  struct TlsEntry {
    bool verify = true;
    const base::ClientCertificate* certificate = nullptr;
    std::unique_ptr<net::TlsContext> context;
  };

  net::EventLoop& loop;
  const Options options;
  const ProxyRules proxies;
  net::Resolver resolver;
  net::Dialer dialer;
  HeadReader heads;
  base::Random random;        // of WebSocket keys and masks
  std::vector<char> piece;    // of a file on its way out
  std::string frame;          // a WebSocket frame on its way out
  std::vector<char> plain;    // what a read delivers, after decryption
  std::vector<char> cipher;   // what a read delivers before it; empty until TLS is used
  std::vector<TlsEntry> tls;  // few: one for each certificate of the testcases, verifying or not
  std::vector<std::unique_ptr<ExchangeSlot>> slots;
  std::vector<ExchangeSlot*> free_slots;
};

}  // namespace hrp::http
