#include "hrp/base/random.hpp"

#include <random>

namespace hrp::base {
namespace {

std::uint64_t rotateLeft(std::uint64_t value, int by) {
  return (value << by) | (value >> (64 - by));
}

// SplitMix64 spreads one seed over the whole state (as the authors of xoshiro recommend).
std::uint64_t splitMix(std::uint64_t& seed) {
  seed += 0x9e3779b97f4a7c15ULL;
  std::uint64_t mixed = seed;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  return mixed ^ (mixed >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed) : state_{} {
  for (auto& word : state_) word = splitMix(seed);
}

std::uint64_t Random::next() {
  const std::uint64_t result = rotateLeft(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = rotateLeft(state_[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
  // Draws that would favour small values are thrown away.
  const std::uint64_t uneven = (0 - bound) % bound;
  std::uint64_t drawn = next();
  while (drawn < uneven) drawn = next();
  return drawn % bound;
}

double Random::unit() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Random::between(double low, double high) {
  return low + unit() * (high - low);
}

std::uint64_t entropySeed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

}  // namespace hrp::base
