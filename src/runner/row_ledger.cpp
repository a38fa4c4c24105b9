#include "hrp/runner/row_ledger.hpp"

#include <algorithm>

namespace hrp::runner {
namespace {

using base::NumberRanges;
using engine::RowRange;
using engine::RowWord;

constexpr base::Duration kWordAgain = std::chrono::milliseconds(500);
constexpr base::Duration kLeadWindow = std::chrono::milliseconds(250);
constexpr std::uint64_t kMaxRowsInAWord = 1 << 20;

NumberRanges rangesOf(const std::vector<RowRange>& list) {
  NumberRanges ranges;
  for (const RowRange& range : list) ranges.add(range);
  return ranges;
}

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

}  // namespace

std::uint64_t RowLedger::Account::missing() const {
  const std::uint64_t coming = in_flight.count();
  return waiting > coming ? std::min(waiting - coming, wanted()) : 0;
}

RowLedger::RowLedger(const std::vector<engine::RowSet>& sets) {
  for (const engine::RowSet& size : sets) {
    sets_.emplace_back();
    sets_.back().size = size;
    sets_.back().size.rows = std::max<std::uint64_t>(1, size.rows);
  }
}

void RowLedger::claim(const std::string& tenant, const std::vector<RowClaim>& claims) {
  if (claims.size() != sets_.size()) return;
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    take(sets_[i], sets_[i].accounts[tenant], claims[i]);
  }
}

void RowLedger::take(Set& set, Account& account, const RowClaim& claim) {
  if (claim.word < account.got || claim.word > account.last) return;
  NumberRanges expected = account.held;
  while (account.got < claim.word) {
    const auto sent = account.sent.find(++account.got);
    for (const RowRange& range : sent->second.word.ranges) {
      expected.add(range);
      account.in_flight.subtract(range);
    }
    account.sent.erase(sent);
  }
  NumberRanges returned;
  const std::uint64_t done = account.returns_done;
  for (const auto& part : claim.returned) {
    if (part.number > done) returned.add(part.range);
    account.returns_done = std::max(account.returns_done, part.number);
  }
  returned = returned.common(expected);
  expected.subtract(returned);
  account.held = rangesOf(claim.held).common(expected);
  // What it was given, does not have any more and did not give back, it has used.
  expected.subtract(account.held);
  set.used += expected.count();
  if (!account.orphan) {
    set.free.add(returned);
    set.taken += expected.count();
  } else {
    // Those that others have meanwhile stay theirs.
    const std::uint64_t free = set.free.count();
    set.free.subtract(expected);
    set.taken += free - set.free.count();
    if (account.orphan_until > 0 && account.got >= account.orphan_until) {
      account.orphan = false;
      account.held = {};
    }
  }
  account.level = claim.level;
  account.waiting = static_cast<std::uint64_t>(std::max<std::int64_t>(0, claim.waiting));
}

void RowLedger::orphan(Set& set, Account& account) {
  account.live = false;
  // A unique row may have been taken by the lost worker.
  if (set.size.unique) return;
  if (!account.orphan) {
    set.free.add(account.held);
    set.free.add(account.in_flight);
  }
  account.orphan = true;
  account.orphan_until = 0;
}

void RowLedger::lost(const std::string& tenant) {
  // Also one that has not spoken yet: a claim that comes late must not make it live.
  for (Set& set : sets_) orphan(set, set.accounts[tenant]);
}

void RowLedger::back(const std::string& tenant) {
  for (Set& set : sets_) {
    const auto found = set.accounts.find(tenant);
    if (found == set.accounts.end() || found->second.live) continue;
    Account& account = found->second;
    account.live = true;
    if (!account.orphan) continue;
    say(account).recall = true;
    account.orphan_until = account.recall = account.last;
  }
}

void RowLedger::leave(const std::string& tenant) {
  lost(tenant);
  for (Set& set : sets_) {
    const auto account = set.accounts.find(tenant);
    if (!account->second.orphan) set.gone += account->second.unused();
    set.accounts.erase(account);
  }
}

RowLedger::Words RowLedger::due(base::TimePoint now) {
  Words words;
  for (std::size_t index = 0; index < sets_.size(); ++index) {
    Set& set = sets_[index];
    measure(set, now);
    serve(set);
    for (auto& [tenant, account] : set.accounts) {
      if (!account.live) continue;
      for (auto& [number, sent] : account.sent) {
        if (sent.at && now - *sent.at < kWordAgain) continue;
        sent.at = now;
        words[tenant].push_back(sent.word);
        words[tenant].back().set = static_cast<std::uint32_t>(index);
      }
    }
  }
  base::RuleCheck check("RowLedger");
  for (const Set& set : sets_) checkSums(check, set);
  base::enforce(base::kCheckAllAfterEachStep ? checkInvariants() : check.finding());
  return words;
}

void RowLedger::measure(Set& set, base::TimePoint now) {
  if (set.blocked) set.blocked_for += now - set.looked_at;
  set.looked_at = now;
  const base::Duration window = now - set.window_from;
  // Waiting comes at the end of a pass, so less than a pass tells nothing.
  if (window < kLeadWindow || set.used - set.used_before < set.size.rows) return;
  const double seconds = std::chrono::duration<double>(window).count();
  const double rows = static_cast<double>(set.used - set.used_before) / seconds;
  const auto passes = static_cast<std::uint64_t>(rows / static_cast<double>(set.size.rows)) + 1;
  if (set.blocked_for > window / 4) {
    set.lead = std::min(std::max<std::uint64_t>(1, set.lead * 4), passes);
  } else if (set.blocked_for < window / 16 && set.lead > 0) {
    set.lead = std::min(set.lead - 1, passes);
  }
  set.used_before = set.used;
  set.blocked_for = {};
  set.window_from = now;
}

// The first number that nobody may have yet.
std::uint64_t RowLedger::bound(const Set& set) {
  const std::uint64_t end = set.size.end > 0 ? set.size.end : UINT64_MAX;
  std::uint64_t lowest = set.next;
  if (!set.free.empty()) lowest = std::min(lowest, set.free.lowest());
  std::size_t workers = 0;
  for (const auto& [tenant, account] : set.accounts) {
    if (!account.live) continue;
    ++workers;
    if (account.orphan) continue;  // its rows are free
    if (!account.held.empty()) lowest = std::min(lowest, account.held.lowest());
    if (!account.in_flight.empty()) lowest = std::min(lowest, account.in_flight.lowest());
  }
  if (workers < 2) return end;
  return std::min(end, product(lowest / set.size.rows + 1 + set.lead, set.size.rows));
}

std::uint64_t RowLedger::available(const Set& set) {
  const std::uint64_t end = bound(set);
  return set.free.count() + (end > set.next ? end - set.next : 0);
}

RowWord& RowLedger::say(Account& account) {
  RowWord& word = account.sent[++account.last].word;
  word.number = account.last;
  return word;
}

void RowLedger::give(Set& set, Account& account, std::uint64_t count) {
  count = std::min(count, kMaxRowsInAWord);
  RowWord& word = say(account);
  const std::uint64_t end = bound(set);
  while (count > 0 && word.ranges.size() < FleetGrant::kMaxRanges) {
    RowRange range = set.free.takeLowest(count, end);
    if (range.count == 0 && set.next < end) {
      range = {set.next, std::min(count, end - set.next)};
      set.next += range.count;
    }
    if (range.count == 0) break;
    word.ranges.push_back(range);
    account.in_flight.add(range);
    count -= range.count;
  }
}

void RowLedger::serve(Set& set) {
  std::uint64_t workers = 0;
  for (const auto& [tenant, account] : set.accounts) workers += account.served() ? 1 : 0;
  if (workers == 0) return;
  serveWaiting(set, workers);
  serveAhead(set, workers);
  set.blocked = false;
  for (auto& [tenant, account] : set.accounts) {
    if (!account.served()) continue;
    const bool more = set.size.end == 0 || set.next < set.size.end;
    set.blocked = set.blocked || (more && account.waiting > 0 && account.wanted() > 0);
    if (account.missing() > 0) endOrRecall(set, account);
  }
}

// In turns, so that one worker's crowd does not take the last rows from the others.
void RowLedger::serveWaiting(Set& set, std::uint64_t workers) {
  for (bool again = true; again;) {
    again = false;
    for (auto& [tenant, account] : set.accounts) {
      if (!account.served() || account.missing() == 0) continue;
      const std::uint64_t left = available(set);
      if (left == 0) continue;
      const std::uint64_t before = account.in_flight.count();
      give(set, account,
           std::min(account.missing(), std::max<std::uint64_t>(1, left / (2 * workers))));
      again = again || account.in_flight.count() > before;
    }
  }
}

void RowLedger::serveAhead(Set& set, std::uint64_t workers) {
  for (auto& [tenant, account] : set.accounts) {
    if (!account.served() || account.unused() > account.level / 2) continue;
    const std::uint64_t left = available(set);
    // The last rows of a pass go to those who need them; passes ahead need no such care.
    const std::uint64_t fair = left / (workers == 1 || set.lead > 0 ? workers : 2 * workers);
    const std::uint64_t count = std::min(account.wanted(), fair);
    if (count > 0) give(set, account, count);
  }
}

void RowLedger::endOrRecall(Set& set, Account& account) {
  bool held_by_others = false;
  for (auto& [tenant, other] : set.accounts) {
    if (&other == &account || !other.served() || other.unused() == 0) continue;
    held_by_others = true;
    // One whose users wait takes what it has by itself.
    if (other.recall > other.got || other.waiting > 0) continue;
    say(other).recall = true;
    other.recall = other.last;
  }
  const bool over = set.size.end > 0 && set.next >= set.size.end && set.free.empty();
  if (!over || held_by_others || account.ended > account.got) return;
  say(account).ended = true;
  account.ended = account.last;
}

base::Finding RowLedger::checkInvariants() const {
  base::RuleCheck check("RowLedger");
  for (const Set& set : sets_) {
    for (const auto& [tenant, account] : set.accounts) checkAccount(check, set, account);
    checkSums(check, set);
    checkPlaces(check, set);
  }
  return check.finding();
}

void RowLedger::checkAccount(base::RuleCheck& check, const Set& set, const Account& account) {
  const auto words = static_cast<std::uint64_t>(account.sent.size());
  check.count(account.got + words == account.last &&
                  (words == 0 || (account.sent.begin()->first == account.got + 1 &&
                                  account.sent.rbegin()->first == account.last)),
              "words under way are those after the last applied one", "applied", account.got,
              "words", words, "last", account.last);
  NumberRanges flying;
  for (const auto& [number, sent] : account.sent) {
    for (const RowRange& range : sent.word.ranges) flying.add(range);
  }
  check.count(flying == account.in_flight, "rows on the way are those of the words under way",
              "words", flying.count(), "noted", account.in_flight.count());
  check.state(account.recall <= account.last && account.ended <= account.last &&
                  account.orphan_until <= account.last,
              "only words that were said are waited for", "recall", account.recall, "ended",
              account.ended, "orphan_until", account.orphan_until, "last", account.last);
  check.count(!set.size.unique || !account.orphan, "a unique row stays with its owner");
  check.count(set.size.unique || account.live || account.orphan,
              "the rows of a lost worker are others'");
  check.state(account.orphan_until == 0 || !account.orphan || account.live,
              "only one that is back is recalled from being an orphan");
}

// Cheap: ranges know how many numbers they have.
void RowLedger::checkSums(base::RuleCheck& check, const Set& set) {
  std::uint64_t owned = 0;
  for (const auto& [tenant, account] : set.accounts) {
    if (!account.orphan) owned += account.unused();
  }
  check.count(set.free.count() + owned + set.taken + set.gone == set.next,
              "each row that was given out is in one place", "free", set.free.count(), "owned",
              owned, "taken", set.taken, "gone", set.gone, "next", set.next);
  check.count(set.size.end == 0 || set.next <= set.size.end, "no row past the end is given out",
              "next", set.next, "end", set.size.end);
}

void RowLedger::checkPlaces(base::RuleCheck& check, const Set& set) {
  NumberRanges all = set.free;
  std::uint64_t count = set.free.count();
  for (const auto& [tenant, account] : set.accounts) {
    if (account.orphan) continue;
    all.add(account.held);
    all.add(account.in_flight);
    count += account.unused();
  }
  check.count(all.count() == count, "no row is in two places", "places", count, "rows",
              all.count());
  const auto ranges = all.list();
  check.count(ranges.empty() || ranges.back().first + ranges.back().count <= set.next,
              "only rows that were given out have a place", "next", set.next);
}

}  // namespace hrp::runner
