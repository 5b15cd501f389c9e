package io.rpcboot.loadbalance;

class WeightedRandomTest extends WeightContract {

    @Override
    LoadBalancer balancer() {
        return new WeightedRandom(random::nextDouble);
    }
}
