#pragma once
// Invariants: how a state machine holds itself to the table of rules in its header. Its
// checkInvariants() asks every rule of a RuleCheck and gives the finding: the first rule that does
// not hold, with the values that break it. Its step() ends with enforce(finding), which says so and
//
//   kState      ends the process in debug builds only; others log it, once a rule, and go on:
//   ending
//               a run of hours for a state that no figure depends on does more harm than the fault.
//   kMiscount   ends the process in every build: something would be counted twice or not at all,
//               and no figure is better than a wrong one.
//
// Only what the program does by itself may break a rule, never what a peer says.
//
// Asking costs a comparison a rule; texts are made for a broken one. Simulations and tests listen
// instead (BrokenRuleListener). Pure but for enforce(), which any thread may call.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace hrp::base {

// Whether machines look at all they have after each step, or only at what the step touched.
#ifdef NDEBUG
inline constexpr bool kCheckAllAfterEachStep = false;
#else
inline constexpr bool kCheckAllAfterEachStep = true;
#endif

struct BrokenRule {
  enum class Gravity : std::uint8_t { kState, kMiscount };
  std::string machine;  // "MasterMachine"
  std::string rule;     // in the words of the machine's table
  std::string values;   // "worker=w1 ordered=2 applied=3"
  Gravity gravity = Gravity::kState;
  [[nodiscard]] std::string text() const;  // one line
};
using Finding = std::optional<BrokenRule>;

class RuleCheck {
 public:
  explicit RuleCheck(const char* machine) : machine_(machine) {}

  // `names_and_values`: "ordered", share.ordered, "applied", share.applied …
  template <class... Parts>
  void state(bool holds, const char* rule, const Parts&... names_and_values) {
    if (holds || finding_) [[likely]]
      return;
    note(rule, BrokenRule::Gravity::kState);
    (add(names_and_values), ...);
  }
  template <class... Parts>
  void count(bool holds, const char* rule, const Parts&... names_and_values) {
    if (holds || finding_) [[likely]]
      return;
    note(rule, BrokenRule::Gravity::kMiscount);
    (add(names_and_values), ...);
  }
  // The finding of a part of the machine, and which part it is.
  template <class... Parts>
  void part(Finding finding, const Parts&... names_and_values) {
    if (!finding || finding_) [[likely]]
      return;
    finding_ = std::move(finding);
    (add(names_and_values), ...);
  }
  [[nodiscard]] Finding finding() const { return finding_; }

 private:
  void note(const char* rule, BrokenRule::Gravity gravity);
  void addText(std::string_view text);
  template <class Part>
  void add(const Part& part) {
    if constexpr (std::is_convertible_v<const Part&, std::string_view>) {
      addText(part);
    } else if constexpr (std::is_enum_v<Part>) {
      addText(std::to_string(static_cast<std::int64_t>(part)));
    } else {
      addText(std::to_string(part));
    }
  }

  const char* machine_;
  Finding finding_;
  bool value_next_ = false;
};

// Does nothing when every rule holds.
void enforce(const Finding& finding);

// While it lives, what enforce() is given on this thread goes to `heard`, and the process goes on.
// For tests; they nest.
class BrokenRuleListener {
 public:
  using Heard = std::function<void(const BrokenRule&)>;
  explicit BrokenRuleListener(Heard heard);
  ~BrokenRuleListener();
  BrokenRuleListener(const BrokenRuleListener&) = delete;
  BrokenRuleListener& operator=(const BrokenRuleListener&) = delete;

 private:
  friend void enforce(const Finding& finding);
  const Heard heard_;
  BrokenRuleListener* const outer_;
};

}  // namespace hrp::base
