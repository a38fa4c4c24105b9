#pragma once
// Random: a small fast generator (xoshiro256**, Blackman and Vigna 2018) that is seeded
// explicitly, so that a test or a simulated cluster repeats exactly. One owner, one thread.

#include <cstdint>

namespace hrp::base {

class Random {
 public:
  explicit Random(std::uint64_t seed);
  std::uint64_t next();
  std::uint64_t below(std::uint64_t bound);  // uniform in [0, bound); bound > 0
  double unit();                             // uniform in [0, 1)
  double between(double low, double high);   // uniform in [low, high)

 private:
  std::uint64_t state_[4];
};

// A seed from the operating system's entropy.
[[nodiscard]] std::uint64_t entropySeed();

}  // namespace hrp::base
