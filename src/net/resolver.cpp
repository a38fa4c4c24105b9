#include "hrp/net/resolver.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "hrp/net/dns_lookup.hpp"

namespace hrp::net {
namespace {

constexpr int kMaxHelpers = 4;

// What is known without asking anyone.
std::vector<Address> localAnswer(std::string_view host) {
  if (host == "localhost")
    return {*Address::fromLiteral("127.0.0.1"), *Address::fromLiteral("::1")};
  if (const auto literal = Address::fromLiteral(host)) return {*literal};
  return {};
}

}  // namespace

const Address* AddressSequence::next() {
  if (list_ == nullptr || tried_ == list_->size()) return nullptr;
  const std::size_t index = tried_ < preferred_ ? (start_ + tried_) % preferred_ : tried_;
  ++tried_;
  return &(*list_)[index];
}

// What helper threads may touch. They outlive the resolver when a lookup hangs.
struct Resolver::Shared {
  std::mutex mutex;
  std::deque<std::string> hosts;  // bounded: a name is in it once, and names are bounded
  int helpers = 0;
  EventLoop* loop = nullptr;  // null once the resolver is gone
  Resolver* owner = nullptr;  // used on the loop's thread only
  Lookup lookup;
};

Resolver::Resolver(EventLoop& loop, Options options)
    : loop_(loop), options_(std::move(options)), shared_(std::make_shared<Shared>()) {
  shared_->loop = &loop;
  shared_->owner = this;
  shared_->lookup = options_.lookup ? options_.lookup : makeDnsLookup(std::nullopt);
  for (const PinnedName& name : options_.pins) {
    pins_.push_back({name, {}});
    fill(pins_.back().entry, name.addresses);
  }
}

Resolver::~Resolver() {
  const std::scoped_lock lock(shared_->mutex);
  shared_->loop = nullptr;
  shared_->owner = nullptr;
  shared_->hosts.clear();
}

AddressSequence Resolver::sequenceOf(Entry& entry) {
  return {entry.list, entry.preferred, entry.next_start++};
}

void Resolver::fill(Entry& entry, std::vector<Address> addresses) {
  const int family = addresses.front().family();
  const auto others =
      std::stable_partition(addresses.begin(), addresses.end(),
                            [family](const Address& at) { return at.family() == family; });
  entry.preferred = static_cast<std::size_t>(others - addresses.begin());
  entry.list = std::make_shared<const std::vector<Address>>(std::move(addresses));
  entry.state = State::kKnown;
}

// The first that fits; a host is compared without regard to case.
Resolver::Pin* Resolver::pinOf(std::string_view host, std::uint16_t port) {
  const auto same = [](char given, char pinned) {
    return (given >= 'A' && given <= 'Z' ? static_cast<char>(given + 32) : given) == pinned;
  };
  const auto fits = [&](const Pin& pin) {
    const std::string& name = pin.name.host;
    if (pin.name.port != port) return false;
    return name == "*" || std::equal(host.begin(), host.end(), name.begin(), name.end(), same);
  };
  const auto found = std::find_if(pins_.begin(), pins_.end(), fits);
  return found == pins_.end() ? nullptr : &*found;
}

bool Resolver::resolve(std::string_view host, std::uint16_t port, Waiter& waiter,
                       AddressSequence& addresses) {
  if (Pin* pin = pinOf(host, port); pin != nullptr) {
    addresses = sequenceOf(pin->entry);
    return true;
  }
  return resolve(host, waiter, addresses);
}

bool Resolver::resolve(std::string_view host, Waiter& waiter, AddressSequence& addresses) {
  auto found = entries_.find(host);
  if (found != entries_.end()) {
    Entry& entry = found->second;
    const bool fresh = entry.state == State::kPending || loop_.now() < entry.expires;
    if (fresh && entry.state == State::kKnown) {
      addresses = sequenceOf(entry);
      return true;
    }
    if (fresh) {
      entry.waiters.push_back(&waiter);
      // A remembered failure is told later as well, once for all that ask in this turn.
      if (entry.state == State::kFailed && !std::exchange(entry.delivery_posted, true)) {
        loop_.post([shared = shared_, name = found->first] {
          if (shared->owner != nullptr) shared->owner->deliver(name);
        });
      }
      return false;
    }
  } else {
    makeRoom();
    found = entries_.emplace(std::string(host), Entry{}).first;
  }
  Entry& entry = found->second;
  if (auto known = localAnswer(host); !known.empty()) {
    fill(entry, std::move(known));
    entry.expires = base::TimePoint::max();
    addresses = sequenceOf(entry);
    return true;
  }
  entry.state = State::kPending;
  entry.waiters.push_back(&waiter);
  start(found->first);
  return false;
}

void Resolver::cancel(std::string_view host, Waiter& waiter) {
  const auto found = entries_.find(host);
  if (found == entries_.end()) return;
  auto& waiters = found->second.waiters;
  // Not erased: deliver() may be walking over them.
  std::replace(waiters.begin(), waiters.end(), &waiter, static_cast<Waiter*>(nullptr));
}

void Resolver::start(const std::string& host) {
  const std::scoped_lock lock(shared_->mutex);
  shared_->hosts.push_back(host);
  if (shared_->helpers == kMaxHelpers) return;
  try {
    std::thread([shared = shared_] { work(shared); }).detach();
    ++shared_->helpers;
  } catch (const std::system_error& error) {
    if (shared_->helpers > 0) return;  // a running helper will come to it
    shared_->hosts.pop_back();
    loop_.post([shared = shared_, host, text = std::string(error.what())] {
      if (shared->owner == nullptr) return;
      shared->owner->complete(
          host, base::fail(base::ErrorCode::kLimit, "cannot resolve " + host + ": " + text));
    });
  }
}

void Resolver::work(const std::shared_ptr<Shared>& shared) {
  for (;;) {
    std::string host;
    {
      const std::scoped_lock lock(shared->mutex);
      if (shared->hosts.empty()) {
        --shared->helpers;
        return;
      }
      host = std::move(shared->hosts.front());
      shared->hosts.pop_front();
    }
    auto result = shared->lookup(host);
    const std::scoped_lock lock(shared->mutex);
    if (shared->loop == nullptr) continue;
    shared->loop->post([shared, host, result = std::move(result)] {
      if (shared->owner != nullptr) shared->owner->complete(host, result);
    });
  }
}

// Forgets what has expired, or anything nobody waits for when nothing has.
void Resolver::makeRoom() {
  if (entries_.size() < options_.max_names) return;
  std::erase_if(entries_, [this](const auto& item) {
    return item.second.waiters.empty() && item.second.state != State::kPending &&
           item.second.expires <= loop_.now();
  });
  if (entries_.size() < options_.max_names) return;
  const auto victim = std::find_if(entries_.begin(), entries_.end(), [](const auto& item) {
    return item.second.waiters.empty() && item.second.state != State::kPending;
  });
  if (victim != entries_.end()) entries_.erase(victim);
}

void Resolver::complete(const std::string& host, base::Result<Answer> result) {
  const auto found = entries_.find(host);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  if (result && !result->addresses.empty()) {
    const base::Duration ttl = result->ttl.count() > 0 ? result->ttl : options_.ttl;
    fill(entry, std::move(result->addresses));
    entry.expires = loop_.now() + std::min(ttl, options_.longest_ttl);
  } else {
    entry.state = State::kFailed;
    entry.failure = result ? "cannot resolve " + host + ": no address" : result.error().message;
    entry.expires = loop_.now() + options_.failure_ttl;
  }
  deliver(host);
}

void Resolver::deliver(const std::string& host) {
  const auto found = entries_.find(host);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  entry.delivery_posted = false;
  // By index, and to a fixed end: a waiter may cancel others or ask again.
  const std::size_t count = entry.waiters.size();
  const bool known = entry.state == State::kKnown;
  const std::string failure = entry.failure;
  for (std::size_t i = 0; i < count; ++i) {
    Waiter* waiter = std::exchange(entry.waiters[i], nullptr);
    if (waiter == nullptr) continue;
    if (known) {
      waiter->onResolved(sequenceOf(entry));
    } else {
      waiter->onResolveFailed(failure);
    }
  }
  entry.waiters.erase(entry.waiters.begin(),
                      entry.waiters.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace hrp::net
