#pragma once
// ClientContext::Impl: what the clients of one engine thread share. Exchange slots are pooled here,
// so a user that waits or thinks holds no buffer, timer or parser.

#include <memory>
#include <vector>

#include "hrp/base/random.hpp"
#include "hrp/http/client.hpp"
#include "http/message/head_reader.hpp"
#include "http/transport/transport_context.hpp"

namespace hrp::http {

struct ExchangeSlot;

struct ClientContext::Impl {
  Impl(net::EventLoop& event_loop, Options context_options, ProxyRules proxy_rules,
       net::Dialer source_dialer);
  ~Impl();

  [[nodiscard]] ExchangeSlot& acquire();
  void release(ExchangeSlot& slot);

  net::EventLoop& loop;
  const Options options;
  const ProxyRules proxies;
  TransportContext transports;
  HeadReader heads;
  base::Random random;      // of WebSocket keys and masks
  std::vector<char> piece;  // of a file on its way out
  std::string frame;        // a WebSocket frame on its way out
  std::vector<std::unique_ptr<ExchangeSlot>> slots;
  ExchangeSlot* free_slots = nullptr;  // the first of a list
};

}  // namespace hrp::http
