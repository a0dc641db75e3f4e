# How everything is compiled: language level, warnings, sanitizers, compiler cache.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
# Eight files a unit: halves a full build on two cores without making one unit the tail of it.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)

# Equal bytes at every optimisation level: no contraction to FMA, no reassociation. No -march=native: binaries travel between machines.
add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(-Wno-restrict)  # GCC 12 sees overlap in inlined std::string where there is none (GCC bug 105651)
endif()
if(ORCHESTRATOR_WERROR)
  add_compile_options(-Werror)
endif()
if(ORCHESTRATOR_SANITIZERS)
  add_compile_options(-fsanitize=${ORCHESTRATOR_SANITIZERS} -fno-sanitize-recover=all -fno-omit-frame-pointer
    -Wno-maybe-uninitialized)  # GCC 12 sees unset members of std::regex when it instruments (GCC bug 105562)
  add_link_options(-fsanitize=${ORCHESTRATOR_SANITIZERS})
endif()

# Link-time optimisation of what users run: a tenth of a back-test's time. Objects hold both forms, so that the many test programs can be linked
# without it (tests/CMakeLists.txt).
if(ORCHESTRATOR_LTO AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(-flto=auto -ffat-lto-objects)
  add_link_options(-flto=auto -Wno-stringop-overflow)  # GCC 12 sees strings of absurd length where everything is inlined
endif()

# Paths relative to the source tree let every clone of the project share one cache.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
