/// Ids that follow from other ids: computed twice, they are the same, so a UNIQUE constraint on
/// them is what makes a thing happen once (DESIGN section 5).
///
/// Each derivation starts with a domain number of its own. Never change or reuse one: stored
/// rows carry its results.
private enum Domain: UInt64 {
    case seller = 1
    case channel = 2
    case buyer = 3
    case campaign = 4
    case group = 5
    case ping = 6
    case sale = 7
    case posting = 8
    case allowance = 9

    func derive(_ feed: (inout StableHash) -> Void) -> Identifier {
        var hash = StableHash(seed: rawValue)
        feed(&hash)
        return hash.identifier
    }

    func named(_ key: String, under owner: Identifier) -> Identifier {
        derive {
            $0.combine(owner)
            $0.combine(key)
        }
    }
}

extension ID where Tag == Tags.Seller {
    /// The seller that the tenant's configuration calls `key`.
    public static func named(_ key: String, tenant: TenantID) -> SellerID {
        SellerID(Domain.seller.named(key, under: tenant.value))
    }
}

extension ID where Tag == Tags.Channel {
    /// The channel that the tenant's configuration calls `key`.
    public static func named(_ key: String, tenant: TenantID) -> ChannelID {
        ChannelID(Domain.channel.named(key, under: tenant.value))
    }
}

extension ID where Tag == Tags.Buyer {
    /// The buyer that the tenant's configuration calls `key`.
    public static func named(_ key: String, tenant: TenantID) -> BuyerID {
        BuyerID(Domain.buyer.named(key, under: tenant.value))
    }
}

extension ID where Tag == Tags.Campaign {
    /// The campaign that the tenant's configuration calls `key`.
    public static func named(_ key: String, tenant: TenantID) -> CampaignID {
        CampaignID(Domain.campaign.named(key, under: tenant.value))
    }
}

extension ID where Tag == Tags.Group {
    /// The group of the tenant's tree that is called `key`.
    public static func named(_ key: String, tenant: TenantID) -> GroupID {
        GroupID(Domain.group.named(key, under: tenant.value))
    }
}

extension ID where Tag == Tags.Allowance {
    /// The cap that the campaign's configuration calls `key`.
    public static func named(_ key: String, campaign: CampaignID) -> AllowanceID {
        AllowanceID(Domain.allowance.named(key, under: campaign.value))
    }
}

extension ID where Tag == Tags.Ping {
    /// The ping of the lead's `round`th auction (from 0). `generation` counts the owners of the
    /// lead's saga, since one that resumes asks anew.
    public static func of(lead: LeadID, round: Int, generation: Int64) -> PingID {
        PingID(
            Domain.ping.derive {
                $0.combine(lead.value)
                $0.combine(UInt64(round))
                $0.combine(UInt64(bitPattern: generation))
            })
    }
}

extension ID where Tag == Tags.Sale {
    /// The lead's `attempt`th award (from 0) of a slot.
    public static func of(lead: LeadID, slot: Int, attempt: Int) -> SaleID {
        SaleID(
            Domain.sale.derive {
                $0.combine(lead.value)
                $0.combine(UInt64(slot))
                $0.combine(UInt64(attempt))
            })
    }
}

extension ID where Tag == Tags.Posting {
    /// The posting of a kind for a sale; `revision` counts those of the same kind, from 0.
    public static func of(sale: SaleID, kind: PostingKind, revision: Int) -> PostingID {
        PostingID(
            Domain.posting.derive {
                $0.combine(sale.value)
                $0.combine(UInt64(kind.rawValue))
                $0.combine(UInt64(revision))
            })
    }
}
