#include "hrp/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace hrp::base {

void assertionFailed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "hrp: broken invariant: %s (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace hrp::base
