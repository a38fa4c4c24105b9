#include "plugin/host/binary_kind.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace hrp::plugin {
namespace {

// A number of `size` bytes at `at`; 0 when the file is too short for it.
std::uint32_t numberAt(std::string_view bytes, std::size_t at, std::size_t size,
                       bool big_endian = false) {
  if (bytes.size() < size || at > bytes.size() - size) return 0;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t place = big_endian ? at + i : at + size - 1 - i;
    number = (number << 8U) | static_cast<unsigned char>(bytes[place]);
  }
  return number;
}

template <std::size_t Count>
std::string nameOf(const std::array<std::pair<std::uint32_t, const char*>, Count>& names,
                   std::uint32_t number, const std::string& what) {
  for (const auto& [known, name] : names) {
    if (known == number) return name;
  }
  return what + " " + std::to_string(number);
}

BinaryKind elfKind(std::string_view bytes) {
  constexpr std::array<std::pair<std::uint32_t, const char*>, 4> kSystems{
      {{0, "Linux"}, {3, "Linux"}, {6, "Solaris"}, {9, "FreeBSD"}}};
  constexpr std::array<std::pair<std::uint32_t, const char*>, 10> kProcessors{{{3, "x86"},
                                                                               {8, "MIPS"},
                                                                               {20, "PowerPC"},
                                                                               {21, "PowerPC64"},
                                                                               {22, "s390x"},
                                                                               {40, "arm"},
                                                                               {62, "x86-64"},
                                                                               {183, "arm64"},
                                                                               {243, "RISC-V"},
                                                                               {258, "LoongArch"}}};
  constexpr std::size_t kOrder = 5;
  constexpr std::size_t kSystem = 7;
  constexpr std::size_t kMachine = 18;
  const bool big_endian = numberAt(bytes, kOrder, 1) == 2;
  std::string processor =
      nameOf(kProcessors, numberAt(bytes, kMachine, 2, big_endian), "ELF machine");
  if (big_endian && (processor == "arm64" || processor == "arm")) processor += " (big endian)";
  return {nameOf(kSystems, numberAt(bytes, kSystem, 1), "ELF system"), processor};
}

constexpr std::uint32_t kMach64 = 0xFEEDFACF;
constexpr std::uint32_t kMach32 = 0xFEEDFACE;

BinaryKind machKind(std::string_view bytes) {
  constexpr std::array<std::pair<std::uint32_t, const char*>, 4> kProcessors{
      {{7, "x86"}, {12, "arm"}, {0x01000007, "x86-64"}, {0x0100000C, "arm64"}}};
  return {"macOS", nameOf(kProcessors, numberAt(bytes, 4, 4), "Mach-O processor")};
}

BinaryKind windowsKind(std::string_view bytes) {
  constexpr std::array<std::pair<std::uint32_t, const char*>, 4> kProcessors{
      {{0x14C, "x86"}, {0x1C4, "arm"}, {0x8664, "x86-64"}, {0xAA64, "arm64"}}};
  constexpr std::size_t kPlaceOfHead = 0x3C;
  const std::size_t head = numberAt(bytes, kPlaceOfHead, 4);
  if (head > bytes.size() || !bytes.substr(head).starts_with(std::string_view("PE\0\0", 4))) {
    return {"DOS", "x86"};
  }
  return {"Windows", nameOf(kProcessors, numberAt(bytes, head + 4, 2), "PE machine")};
}

std::string text(const BinaryKind& kind) {
  return kind.system + " on " + kind.processor;
}

}  // namespace

std::optional<BinaryKind> binaryKindOf(std::string_view bytes) {
  if (bytes.starts_with("\x7F"
                        "ELF")) {
    return elfKind(bytes);
  }
  const std::uint32_t magic = numberAt(bytes, 0, 4);
  if (magic == kMach64 || magic == kMach32) return machKind(bytes);
  // Java classes begin so too; theirs has a version above 40 where this has the number of parts.
  constexpr std::uint32_t kMachParts = 0xCAFEBABE;
  constexpr std::uint32_t kMostParts = 40;
  if (numberAt(bytes, 0, 4, true) == kMachParts && numberAt(bytes, 4, 4, true) < kMostParts) {
    return BinaryKind{"macOS", "several processors"};
  }
  if (bytes.starts_with("MZ")) return windowsKind(bytes);
  return std::nullopt;
}

BinaryKind ownBinaryKind() {
#if defined(__x86_64__)
  return {"Linux", "x86-64"};
#elif defined(__aarch64__) && defined(__AARCH64EB__)
  return {"Linux", "arm64 (big endian)"};
#elif defined(__aarch64__)
  return {"Linux", "arm64"};
#elif defined(__i386__)
  return {"Linux", "x86"};
#elif defined(__arm__)
  return {"Linux", "arm"};
#elif defined(__riscv)
  return {"Linux", "RISC-V"};
#elif defined(__powerpc64__)
  return {"Linux", "PowerPC64"};
#elif defined(__s390x__)
  return {"Linux", "s390x"};
#elif defined(__loongarch__)
  return {"Linux", "LoongArch"};
#else
#error "name this processor as elfKind() does"
#endif
}

base::Result<> checkRunsHere(std::string_view bytes, const std::string& file, bool script) {
  if (script && bytes.starts_with("#!")) return {};
  const auto kind = binaryKindOf(bytes);
  const std::string own = text(ownBinaryKind());
  if (!kind) {
    return base::fail(base::ErrorCode::kFunction,
                      file + ": not a compiled file for " + own + ", nor for another system");
  }
  if (*kind == ownBinaryKind()) return {};
  return base::fail(base::ErrorCode::kFunction,
                    file + ": it is made for " + text(*kind) + "; this machine is " + own,
                    "build it for this machine");
}

}  // namespace hrp::plugin
