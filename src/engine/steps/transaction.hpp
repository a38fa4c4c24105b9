#pragma once
// OpenTransactions: the transactions of a user that have begun and not ended. The iteration's end
// ends them.

#include <cstdint>
#include <vector>

#include "engine/users/user.hpp"

namespace hrp::engine {

class OpenTransactions final : public StepKeep {
 public:
  static constexpr char kOf = 0;
  OpenTransactions() : StepKeep(kOf) {}
  // Those of the user, made when there are none.
  [[nodiscard]] static OpenTransactions& of(User& user);

  // At the operation that the user is at. One that is open already begins anew.
  void begin(User& user);
  // When that transaction began, which it forgets; the iteration's start when it did not begin.
  [[nodiscard]] base::TimePoint end(User& user);
  void iterationOver(User& user, bool passed) override;

 private:
  struct Open {
    std::uint32_t operation;  // of its start
    base::TimePoint started;
  };
  [[nodiscard]] std::vector<Open>::iterator find(User& user);

  std::vector<Open> open_;
};

}  // namespace hrp::engine
