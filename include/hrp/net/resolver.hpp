#pragma once
// Resolver: turns host names into addresses without blocking the loop. Pinned names, literal
// addresses and "localhost" are answered at once; other names are looked up on helper threads (at
// most 4). Answers are kept for their time to live, and concurrent lookups of one name become one.
//
// Owned by the thread of its loop, like everything but the lookup function itself. The loop must
// outlive it. A lookup that still runs when the resolver goes ends unheard.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/net/address.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/net/pinned_names.hpp"

namespace hrp::net {

// The addresses of a host in the order in which one connection tries them. Connections start at
// different addresses of the preferred family in turn; those of the other family come last.
class AddressSequence {
 public:
  using List = std::shared_ptr<const std::vector<Address>>;
  AddressSequence() = default;
  AddressSequence(List list, std::size_t preferred, std::size_t start)
      : list_(std::move(list)), preferred_(preferred), start_(start) {}
  // The next one to try; null when all were tried.
  [[nodiscard]] const Address* next();
  [[nodiscard]] std::size_t left() const { return list_ ? list_->size() - tried_ : 0; }

 private:
  List list_;
  std::size_t preferred_ = 0;  // how many belong to the preferred family
  std::size_t start_ = 0;
  std::size_t tried_ = 0;
};

class Resolver {
 public:
  class Waiter {
   public:
    virtual void onResolved(AddressSequence addresses) = 0;
    virtual void onResolveFailed(std::string_view message) = 0;

   protected:
    ~Waiter() = default;
  };
  struct Answer {
    std::vector<Address> addresses{};
    base::Duration ttl{};  // 0: not known
  };
  using Lookup = std::function<base::Result<Answer>(const std::string& host)>;
  struct Options {
    base::Duration ttl = std::chrono::seconds(30);  // of answers that tell none
    base::Duration longest_ttl = std::chrono::hours(1);
    base::Duration failure_ttl = std::chrono::seconds(1);
    std::size_t max_names = 1024;
    std::vector<PinnedName> pins{};
    Lookup lookup;  // empty: makeDnsLookup(); called on a helper thread
  };

  Resolver(EventLoop& loop, Options options);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // True with `addresses` filled when the answer is known. Otherwise the waiter is called later,
  // on the loop's thread and never from inside resolve(), unless it is cancelled.
  [[nodiscard]] bool resolve(std::string_view host, Waiter& waiter, AddressSequence& addresses);
  // The same for a connection to `port`, for which the host may be pinned.
  [[nodiscard]] bool resolve(std::string_view host, std::uint16_t port, Waiter& waiter,
                             AddressSequence& addresses);
  void cancel(std::string_view host, Waiter& waiter);

 private:
  enum class State : std::uint8_t { kPending, kKnown, kFailed };
  struct Entry {
    State state = State::kPending;
    bool delivery_posted = false;
    AddressSequence::List list;
    std::size_t preferred = 0;
    std::size_t next_start = 0;
    std::string failure;
    base::TimePoint expires{};
    std::vector<Waiter*> waiters;
  };
  struct Shared;
  using Entries = std::map<std::string, Entry, std::less<>>;

  struct Pin {
    PinnedName name;
    Entry entry;
  };
  static AddressSequence sequenceOf(Entry& entry);
  [[nodiscard]] Pin* pinOf(std::string_view host, std::uint16_t port);
  static void work(const std::shared_ptr<Shared>& shared);
  void fill(Entry& entry, std::vector<Address> addresses);
  void start(const std::string& host);
  void makeRoom();
  void complete(const std::string& host, base::Result<Answer> result);
  void deliver(const std::string& host);

  EventLoop& loop_;
  const Options options_;
  Entries entries_;
  std::vector<Pin> pins_;
  std::shared_ptr<Shared> shared_;
};

}  // namespace hrp::net
