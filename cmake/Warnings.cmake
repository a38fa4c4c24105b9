# Interface target `hrp_warnings`: linked privately by every target of the project.
add_library(hrp_warnings INTERFACE)
target_compile_options(hrp_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)
if(HRP_WERROR)
  target_compile_options(hrp_warnings INTERFACE -Werror)
endif()
if(HRP_CLANG_TIDY)
  find_program(HRP_CLANG_TIDY_EXE NAMES clang-tidy-14 clang-tidy REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY ${HRP_CLANG_TIDY_EXE} --quiet)
endif()
