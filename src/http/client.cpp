#include "hrp/http/client.hpp"

#include <utility>

#include "hrp/base/assert.hpp"
#include "http/connection.hpp"
#include "http/context.hpp"
#include "http/exchange_slot.hpp"

namespace hrp::http {
namespace {
// Origins one user keeps connections to; the one unused for longest goes first.
constexpr int kMaxConnections = 16;
}  // namespace

struct Client::State {
  ClientContext::Impl& context;
  ExchangeSlot* active = nullptr;
  std::unique_ptr<Connection> first;  // the latest used first
  bool keep_alive = true;

  Connection& connectionTo(const Origin& origin);
};

Connection& Client::State::connectionTo(const Origin& origin) {
  std::unique_ptr<Connection>* at = &first;
  int count = 0;
  while (*at != nullptr && (*at)->origin() != origin) {
    if (++count == kMaxConnections) {
      at->reset();  // the last of the list
      break;
    }
    at = &(*at)->next;
  }
  if (at == &first && first != nullptr) return *first;
  std::unique_ptr<Connection> found = std::move(*at);
  if (found != nullptr) {
    *at = std::move(found->next);
  } else {
    found = std::make_unique<Connection>(context, origin);
  }
  found->next = std::move(first);
  first = std::move(found);
  return *first;
}

Client::Client(ClientContext& context, bool keep_alive)
    : state_(new State{context.impl(), nullptr, nullptr, keep_alive}) {}

Client::~Client() {
  cancel();
}

void Client::exchange(const Request& request, ExchangeHandler& handler) {
  HRP_ASSERT(state_->active == nullptr && request.origin != nullptr);
  Connection& connection = state_->connectionTo(*request.origin);
  ExchangeSlot& slot = state_->context.acquire();
  slot.keep_alive = state_->keep_alive;
  slot.prepare(request, handler, state_->active);
  connection.start(slot);
}

ExchangeTrace Client::cancel() {
  ExchangeSlot* slot = state_->active;
  if (slot == nullptr) return {};
  slot->connection->abandon();
  ExchangeTrace trace = slot->trace;
  state_->context.release(*slot);
  return trace;
}

bool Client::busy() const {
  return state_->active != nullptr;
}

void Client::closeIdle() {
  for (Connection* at = state_->first.get(); at != nullptr; at = at->next.get()) at->closeIdle();
}

}  // namespace hrp::http
