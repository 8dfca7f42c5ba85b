/* SPDX-License-Identifier: MIT */
#include "study/validate_tagged.h"

#include <math.h>

#include "security/key.h"

double validate_tagged_weak(const struct validate_tagged_yields *seen) {
    const double weak = seen->weak, strong = seen->strong, single = weak * exp(-weak);
    const double excess = single * seen->yield_strong / (strong * exp(-strong) * seen->yield_weak) - 1;
    return weak / (strong - weak) * excess + single * seen->yield_vacuum / (strong * seen->yield_weak);
}

double validate_tagged_strong(const struct validate_tagged_yields *seen) {
    const double vacuum = exp(-seen->weak) * seen->yield_vacuum;
    const double untagged = (1 - validate_tagged_weak(seen)) * seen->yield_weak;
    const double single_yield = (untagged - vacuum) / (seen->weak * exp(-seen->weak));
    return 1 - exp(-seen->strong) * (seen->strong * single_yield + seen->yield_vacuum) / seen->yield_strong;
}

static double kept(double tagged, double error) {
    return (1 - tagged) * (1 - key_entropy(error / (1 - tagged)));
}

double validate_tagged_secret_share(const struct validate_tagged_string *string) {
    return string->weak_share * kept(string->tagged_weak, string->error) +
           (1 - string->weak_share) * kept(string->tagged_strong, string->error) - string->leak_share;
}
