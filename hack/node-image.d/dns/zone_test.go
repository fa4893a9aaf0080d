// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var shop = zone{
	domain: "cluster.local.",
	service: func(namespace, name string) *v1.Service {
		for _, one := range shopServices() {
			if one.Namespace == namespace && one.Name == name {
				return one
			}
		}
		return nil
	},
	endpoints: func(namespace, name string) *v1.Endpoints {
		ports := []v1.EndpointPort{{Name: "sql", Port: 5432, Protocol: v1.ProtocolTCP}}
		return &v1.Endpoints{Subsets: []v1.EndpointSubset{{
			Addresses:         []v1.EndpointAddress{{IP: "10.244.1.2", Hostname: "db-0"}, {IP: "10.244.2.3"}},
			NotReadyAddresses: []v1.EndpointAddress{{IP: "10.244.2.9"}},
			Ports:             ports,
		}}}
	},
	services: shopServices,
}

func shopServices() []*v1.Service {
	service := func(name, address string) *v1.Service {
		return &v1.Service{
			ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name},
			Spec: v1.ServiceSpec{
				ClusterIP: address,
				Ports:     []v1.ServicePort{{Name: "http", Port: 80, Protocol: v1.ProtocolTCP}},
			},
		}
	}
	outside := service("bank", "")
	outside.Spec.Type = v1.ServiceTypeExternalName
	outside.Spec.ExternalName = "bank.example"
	six := service("six", "fd00::7")
	return []*v1.Service{service("web", "10.96.0.7"), service("db", v1.ClusterIPNone), outside, six}
}

// Each answer as its records' last words, "none" for a name without records, "unknown" for no name.
func TestNamesAreAnswered(t *testing.T) {
	for _, row := range []struct{ name, kind, want string }{
		{"web.shop.svc.cluster.local.", "A", "10.96.0.7"},
		{"WEB.Shop.svc.cluster.local.", "A", "10.96.0.7"},
		{"web.shop.svc.cluster.local.", "AAAA", "none"},
		{"six.shop.svc.cluster.local.", "AAAA", "fd00::7"},
		{"db.shop.svc.cluster.local.", "A", "10.244.1.2 10.244.2.3"},
		{"db-0.db.shop.svc.cluster.local.", "A", "10.244.1.2"},
		{"10-244-2-3.db.shop.svc.cluster.local.", "A", "10.244.2.3"},
		{"10-244-2-9.db.shop.svc.cluster.local.", "A", "unknown"},
		{"_http._tcp.web.shop.svc.cluster.local.", "SRV", "web.shop.svc.cluster.local."},
		{"_http._udp.web.shop.svc.cluster.local.", "SRV", "unknown"},
		{"_sql._tcp.db.shop.svc.cluster.local.", "SRV",
			"db-0.db.shop.svc.cluster.local. 10-244-2-3.db.shop.svc.cluster.local."},
		{"bank.shop.svc.cluster.local.", "A", "bank.example."},
		{"10-244-9-9.shop.pod.cluster.local.", "A", "10.244.9.9"},
		{"nobody.shop.pod.cluster.local.", "A", "unknown"},
		{"gone.shop.svc.cluster.local.", "A", "unknown"},
		{"web.other.svc.cluster.local.", "A", "unknown"},
		{"web.shop.cluster.local.", "A", "unknown"},
		{"svc.cluster.local.", "A", "none"},
		{"cluster.local.", "A", "none"},
	} {
		question := dns.Question{Name: row.name, Qtype: dns.StringToType[row.kind], Qclass: dns.ClassINET}
		if got := shop.lookup(question).summary(); got != row.want {
			t.Errorf("%s %s: %s, not %s", row.kind, row.name, got, row.want)
		}
	}
	question := dns.Question{Name: "7.0.96.10.in-addr.arpa.", Qtype: dns.TypePTR}
	if got := shop.reverse(question).summary(); got != "web.shop.svc.cluster.local." {
		t.Errorf("PTR: %s", got)
	}
}

func TestTheDomainIsReadFromTheConfiguration(t *testing.T) {
	for configuration, want := range map[string]string{
		".:53 {\n  errors\n  kubernetes Corp.Internal in-addr.arpa {\n  }\n}": "corp.internal.",
		".:53 {}": "cluster.local.",
	} {
		if got := domainIn(configuration); got != want {
			t.Errorf("%q: %s, not %s", configuration, got, want)
		}
	}
}

func (a answer) summary() string {
	if !a.isKnown {
		return "unknown"
	}
	words := []string{}
	for _, record := range a.records {
		fields := strings.Fields(record.String())
		words = append(words, fields[len(fields)-1])
	}
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, " ")
}
