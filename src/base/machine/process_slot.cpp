#include "hrp/base/machine/process_slot.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "hrp/base/files/file.hpp"
#include "hrp/base/machine/machine_facts.hpp"

namespace hrp::base {
namespace {

// False: somebody else has the name, or it is too long.
bool bindAbstract(int descriptor, const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.size() + 1 > sizeof address.sun_path) return false;
  std::copy(name.begin(), name.end(), address.sun_path + 1);  // the first byte stays zero
  const std::size_t size = offsetof(sockaddr_un, sun_path) + 1 + name.size();
  return ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address),
                static_cast<socklen_t>(size)) == 0;
}

// FNV-1a (Fowler, Noll, Vo), 32 bits.
std::uint32_t digestOf(const std::string& text) {
  std::uint32_t digest = 2'166'136'261U;
  for (const char c : text) digest = (digest ^ static_cast<unsigned char>(c)) * 16'777'619U;
  return digest;
}

}  // namespace

std::optional<ProcessSlot> ProcessSlot::claim(const std::string& purpose, int most) {
  for (int number = 1; number <= most; ++number) {
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return std::nullopt;
    if (bindAbstract(descriptor, "hrp/" + purpose + "/" + std::to_string(number))) {
      return ProcessSlot(number, descriptor);
    }
    ::close(descriptor);
  }
  return std::nullopt;
}

ProcessSlot::ProcessSlot(ProcessSlot&& other) noexcept
    : number_(other.number_), descriptor_(std::exchange(other.descriptor_, -1)) {}

ProcessSlot& ProcessSlot::operator=(ProcessSlot&& other) noexcept {
  std::swap(number_, other.number_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

ProcessSlot::~ProcessSlot() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string slotScope() {
  const std::string host = hostName();
  std::string scope = readFile("/proc/sys/kernel/random/boot_id", 1'024).value_or("");
  struct stat space {};
  if (::stat("/proc/self/ns/net", &space) == 0) scope += std::to_string(space.st_ino);
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), "-%08x", digestOf(scope));
  return (host.empty() ? "hrp" : host) + std::string(digits.data());
}

}  // namespace hrp::base
