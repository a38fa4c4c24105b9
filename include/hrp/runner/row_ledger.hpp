#pragma once
// RowLedger: which rows of a run were given to which worker (a "tenant"), and what became of them.
// Pure; one owner, one thread.
//
// Guarantees, whatever the network does:
//   sequential  a row that a worker reported as taken is not given out again in its pass; what a
//               lost worker had not reported is.
//   unique      a row is taken at most once, ever: what a lost worker had may have been taken and
//               is not given out again, unless the worker itself gives it back.
//   both        a pass is given out when the one before is all taken. Only where passes are so
//   short
//               that the fleet would wait for the network between them more than a quarter of its
//               time, some passes are given out ahead (a "lead"), at most those of a second. Alone,
//               a worker keeps the order by itself.
//
// Leases follow the workers' use: a worker says how many rows it wants to hold, and gets less as a
// pass comes to its end. When users wait and others hold what is left, it is recalled from them.
//
// What holds of a set and its accounts ("owner": an account that is not an orphan):
//
//   account   live   orphan             its rows
//   served    yes    no                 its own
//   lost      no     sequential: yes    sequential: free or others'; unique: its own
//   back      yes    until its recall   free or others', until it has applied the recall
//
//   Each number below `next` is in one place: free, held by or on its way to one owner, used, or
//   gone with a tenant (unique only). Words that were sent and not applied are those after the last
//   applied one, up to the last; their rows are those on the way.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/invariants.hpp"
#include "hrp/base/number_ranges.hpp"
#include "hrp/runner/row_lease.hpp"

namespace hrp::runner {

class RowLedger {
 public:
  explicit RowLedger(const std::vector<engine::RowSet>& sets);

  // The newest claim of a tenant; the first one makes it known.
  void claim(const std::string& tenant, const std::vector<RowClaim>& claims);
  void lost(const std::string& tenant);
  void back(const std::string& tenant);   // after lost(): with what it held
  void leave(const std::string& tenant);  // it will not speak again
  // The words to send now: new ones, and those that were not taken in time.
  using Words = std::map<std::string, std::vector<engine::RowWord>>;
  [[nodiscard]] Words due(base::TimePoint now);

  // All of it, also that no row is in two places; due() asks the cheap ones.
  [[nodiscard]] base::Finding checkInvariants() const;

 private:
  struct Sent {
    engine::RowWord word;
    std::optional<base::TimePoint> at{};
  };
  struct Account {
    bool live = true;
    // Its rows were given to others, until it has applied the recall numbered so (0: not yet said).
    bool orphan = false;
    std::uint64_t orphan_until = 0;
    std::uint64_t got = 0;
    std::uint64_t last = 0;
    std::map<std::uint64_t, Sent> sent;  // words not applied yet
    base::NumberRanges in_flight;        // the rows in them
    base::NumberRanges held;
    std::uint64_t returns_done = 0;
    std::uint64_t recall = 0;  // the last word of its kind
    std::uint64_t ended = 0;
    std::uint64_t level = 0;
    std::uint64_t waiting = 0;

    [[nodiscard]] bool served() const { return live && !orphan; }
    [[nodiscard]] std::uint64_t unused() const { return held.count() + in_flight.count(); }
    [[nodiscard]] std::uint64_t wanted() const { return level > unused() ? level - unused() : 0; }
    [[nodiscard]] std::uint64_t missing() const;
  };
  struct Set {
    engine::RowSet size;
    std::uint64_t next = 0;   // the first number never given out
    base::NumberRanges free;  // given back, or of lost workers
    // Of the others below `next`, those of no account: taken, and left with a tenant.
    std::uint64_t taken = 0;
    std::uint64_t gone = 0;
    std::map<std::string, Account> accounts;
    // How long users waited for the pass before to be all taken, and what follows from it.
    std::uint64_t used = 0;
    std::uint64_t used_before = 0;
    bool blocked = false;
    base::Duration blocked_for{};
    base::TimePoint looked_at{};
    base::TimePoint window_from{};
    std::uint64_t lead = 0;
  };

  static void take(Set& set, Account& account, const RowClaim& claim);
  static void orphan(Set& set, Account& account);
  static void serve(Set& set);
  static void serveWaiting(Set& set, std::uint64_t workers);
  static void serveAhead(Set& set, std::uint64_t workers);
  static void endOrRecall(Set& set, Account& account);
  static void give(Set& set, Account& account, std::uint64_t count);
  static engine::RowWord& say(Account& account);
  static void measure(Set& set, base::TimePoint now);
  static void checkAccount(base::RuleCheck& check, const Set& set, const Account& account);
  static void checkSums(base::RuleCheck& check, const Set& set);
  static void checkPlaces(base::RuleCheck& check, const Set& set);
  [[nodiscard]] static std::uint64_t bound(const Set& set);
  [[nodiscard]] static std::uint64_t available(const Set& set);

  std::vector<Set> sets_;
};

}  // namespace hrp::runner
